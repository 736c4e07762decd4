import { useQuery } from "@tanstack/react-query";
import { rankingEventsQuery } from "../../api/rankings";
import type { TrailEvent } from "../../api/types";
import { isKey, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Nothing } from "../../ui/Page";
import css from "./rankings.module.css";

/** An action of the trail in words. */
export function useActionName() {
  const t = useT();
  return (action: string) => {
    const key = `trail.${action}`;
    return isKey(key) ? t(key) : action;
  };
}

/** What happened to a ranking, newest first. Edits, and files taken, of one person in a row are one line. */
export function Timeline({ id }: { id: string }) {
  const t = useT();
  const format = useFormat();
  const action = useActionName();
  const query = useQuery(rankingEventsQuery(id));
  return (
    <Loaded query={query} rows={4}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing>{t("trail.none")}</Nothing>
        ) : (
          <ol className={css.timeline}>
            {gathered(items).map(({ event, times, reasons }) => (
              <li key={event.seq} data-action={event.action} data-outcome={event.outcome}>
                <div>
                  <strong>{action(event.action)}</strong>
                  {times > 1 && <span className={css.muted}> {t("trail.times", { n: times })}</span>}
                  {event.outcome === "denied" && <span className={css.late}> {t("trail.denied")}</span>}
                </div>
                <div className={css.muted}>
                  {format.time(event.at)} {event.username}
                </div>
                {event.outcome === "done" && reasons.length > 0 && <p>{reasons.join(t("app.listComma"))}</p>}
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

interface Step {
  event: TrailEvent;
  times: number;
  reasons: string[];
}

const repeated = ["ranking.edit", "ranking.export"];

function gathered(events: TrailEvent[]): Step[] {
  const out: Step[] = [];
  for (const event of events) {
    const last = out.at(-1);
    const same =
      last &&
      repeated.includes(event.action) &&
      last.event.action === event.action &&
      last.event.outcome === event.outcome &&
      last.event.userId === event.userId;
    const step = same ? last : { event, times: 0, reasons: [] };
    step.times++;
    if (event.reason && !step.reasons.includes(event.reason)) step.reasons.push(event.reason);
    if (!same) out.push(step);
  }
  return out;
}

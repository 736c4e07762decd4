import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { rankingEventsQuery, rankingVersionQuery } from "../../api/rankings";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Against } from "./Against";
import { useDraftValue } from "./Conflict";
import { changedFields, draftOf } from "./draft";
import { DifferenceView } from "./DifferenceView";
import { useActionName } from "./Timeline";
import type { DraftState } from "./useDraft";
import css from "./rankings.module.css";

/** Every stored version of a draft; one of them against the present, and back to it. */
export function Versions({ state, close }: { state: DraftState; close: () => void }) {
  const t = useT();
  const format = useFormat();
  const action = useActionName();
  const [chosen, setChosen] = useState<number>();
  const events = useQuery(rankingEventsQuery(state.ranking.id));
  return (
    <Drawer open onClose={close} size={720} title={t("versions.title")}>
      <Loaded query={events}>
        {({ items }) => (
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col" className={css.right}>
                  {t("model.version")}
                </th>
                <th scope="col">{t("trail.action")}</th>
                <th scope="col">{t("trail.who")}</th>
                <th scope="col">{t("trail.at")}</th>
                <th scope="col">{t("app.actions")}</th>
              </tr>
            </thead>
            <tbody>
              {items
                .filter((e) => e.outcome === "done" && e.version > e.from)
                .map((e) => (
                  <tr key={e.seq} className={e.version === chosen ? css.changed : undefined}>
                    <td className={css.right}>{e.version}</td>
                    <td>{action(e.action)}</td>
                    <td>{e.username}</td>
                    <td>{format.time(e.at)}</td>
                    <td>
                      {e.version === state.ranking.version ? (
                        t("versions.present")
                      ) : (
                        <button type="button" className={css.linkButton} onClick={() => setChosen(e.version)}>
                          {t("versions.compare")}
                        </button>
                      )}
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        )}
      </Loaded>
      {chosen === undefined && <Against ranking={state.ranking} />}
      {chosen !== undefined && <Version key={chosen} state={state} version={chosen} close={close} />}
    </Drawer>
  );
}

function Version({ state, version, close }: { state: DraftState; version: number; close: () => void }) {
  const t = useT();
  const value = useDraftValue();
  const query = useQuery(rankingVersionQuery(state.ranking.id, version));
  return (
    <Loaded query={query}>
      {(old) => {
        const then = draftOf(old);
        const fields = changedFields(then, state.draft);
        return (
          <section aria-label={t("versions.against", { version })}>
            <div className={css.between}>
              <h3 className={css.subhead}>{t("versions.against", { version })}</h3>
              <Button
                disabled={fields.length === 0}
                onClick={() => {
                  state.change(then);
                  close();
                }}
              >
                {t("versions.restore")}
              </Button>
            </div>
            <dl className={css.facts}>
              {fields
                .filter((f) => f === "title" || f === "purpose" || f === "notes" || f === "archived")
                .flatMap((f) => [
                  <dt key={f}>{t(`ranking.${f}`)}</dt>,
                  <dd key={`${f}-value`}>
                    <del>{value(then, f)}</del> → <ins>{value(state.draft, f)}</ins>
                  </dd>,
                ])}
            </dl>
            <DifferenceView before={old} after={state.ranking} />
          </section>
        );
      }}
    </Loaded>
  );
}

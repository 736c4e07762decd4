import { useQuery } from "@tanstack/react-query";
import { solutionQuery } from "../../api/layouts";
import type { Placement, Plan } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";

import { Panel } from "../../ui/Page";
import { Asked } from "./Asked";
import { AskedBounds } from "./AskedBounds";
import { difference } from "./difference";
import css from "./layout.module.css";
import { requestOf } from "./useLayoutState";
import type { LayoutState } from "./useLayoutState";
import { useWords } from "./words";

/** What a closed passage, moved sites and other bounds have changed: the plan beside the one without them. */
export function Changes({
  state,
  plan,
  industry,
  site,
}: {
  state: LayoutState;
  plan: Plan;
  industry: (id: string) => string;
  site: (id: string) => string;
}) {
  const t = useT();
  const words = useWords();
  const plain = useQuery(
    solutionQuery(
      requestOf({ ...state, closed: undefined, in: [], out: [], off: [], bounds: {}, admitted: [] }),
    ),
  );
  const causes = [
    state.closed && t("layout.changes.closed", { passage: words.passage(state.closed) }),
    state.in.length > 0 && t("layout.changes.in", { n: state.in.length }),
    state.out.length > 0 && t("layout.changes.out", { n: state.out.length }),
    state.off.length + state.admitted.length + Object.keys(state.bounds).length > 0 &&
      t("layout.changes.other"),
  ].filter((c) => typeof c === "string");
  return (
    <Panel title={t("layout.changes")} extra={words.list(causes)}>
      {(Object.keys(state.bounds).length > 0 || state.admitted.length > 0) && (
        <AskedBounds state={state} site={site} />
      )}
      <Asked query={plain} rows={2}>
        {(answer) => {
          const before = answer.report.solution.plans[0];
          return before ? <Beside before={before} after={plan} industry={industry} /> : null;
        }}
      </Asked>
    </Panel>
  );
}

function Beside({
  before,
  after,
  industry,
}: {
  before: Plan;
  after: Plan;
  industry: (id: string) => string;
}) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const d = difference(before, after);
  const names = (sites: Placement[]) => words.list(sites.map((s) => words.site(s.name)));
  const by = after.value - before.value;
  return (
    <>
      <p className={css.line}>
        {t("layout.changes.value", {
          before: format.score(before.value),
          after: format.score(after.value),
          difference: `${by > 0 ? "▲ +" : by < 0 ? "▼ −" : ""}${format.score(Math.abs(by))}`,
        })}
      </p>
      {d.gained.length === 0 ? (
        <p className={css.line}>{t("layout.changes.same")}</p>
      ) : (
        <>
          <p className={css.line}>
            <strong>{t("layout.changes.gained")}</strong> {names(d.gained)}
          </p>
          <p className={css.line}>
            <strong>{t("layout.changes.lost")}</strong> {names(d.lost)}
          </p>
        </>
      )}
      {d.moved.length > 0 && (
        <p className={css.line}>
          <strong>{t("layout.changes.industries")}</strong>{" "}
          {words.list(
            d.moved.map((m) =>
              t("layout.changes.industry", {
                site: words.site(m.site.name),
                before: industry(m.before),
                after: industry(m.after),
              }),
            ),
          )}
        </p>
      )}
    </>
  );
}

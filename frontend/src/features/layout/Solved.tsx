import type { ReactNode } from "react";
import type { LayoutAnswer, Plan, SolutionRequest } from "../../api/layouts";
import { isKey, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import { CandidateTable } from "./CandidateTable";
import { Checks } from "./Checks";
import css from "./layout.module.css";
import { LayoutMap } from "./LayoutMap";
import type { Land } from "./LayoutMap";
import { Comparison, NextPlans } from "./NextPlans";
import { PlanTable } from "./PlanTable";
import { Stress } from "./Stress";
import { forced } from "./useLayoutState";
import type { LayoutState } from "./useLayoutState";
import { Why } from "./Why";
import { useWords } from "./words";

interface Props {
  answer: LayoutAnswer;
  state: LayoutState;
  change: (c: Partial<LayoutState>) => void;
  request: SolutionRequest;
  land: Land | undefined;
  country: (iso3: string) => string;
  industry: (id: string) => string;
  /** What the changes by hand did. */
  changed: ReactNode;
}

/** Everything about a solved layout. */
export function Solved({ answer, state, change, request, land, country, industry, changed }: Props) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const { report, candidates } = answer;
  const plans = report.solution.plans;
  const plan = plans[state.plan - 1] ?? plans[0];
  const beside = plans[state.beside - 1];
  const byId = new Map(candidates.map((c) => [c.id, c]));
  const site = (id: string) => {
    const c = byId.get(id);
    return c ? words.site(c.name) : country(id) || id;
  };
  const move = (id: string, where: "in" | "out" | "") => change(forced(state, id, where));
  const ask = (id: string) => change({ why: id });
  if (!plan) return null;
  const title =
    (state.plan === 1 ? t("layout.best") : t("layout.planNumber", { n: state.plan })) +
    " · " +
    t("layout.value", { value: format.score(plan.value) });
  return (
    <>
      {changed}
      {state.why && (
        <Why request={request} site={state.why} name={site(state.why)} close={() => change({ why: "" })} />
      )}
      <PlanTable
        title={title}
        plan={plan}
        candidates={candidates}
        state={state}
        country={country}
        industry={industry}
        move={move}
        ask={ask}
      />
      {beside && beside !== plan && (
        <Comparison
          a={plan}
          b={beside}
          numbers={[state.plan, state.beside]}
          industry={industry}
          close={() => change({ beside: 0 })}
        />
      )}
      <div className={css.pair}>
        {land && (
          <Panel title={t("layout.map")} flush>
            <LayoutMap
              land={land}
              plan={plan}
              candidates={candidates}
              closed={state.closed}
              why={state.why}
              ask={ask}
              drop={(id) => move(id, "in")}
            />
          </Panel>
        )}
        <CandidateTable
          plan={plan}
          candidates={candidates}
          state={state}
          country={country}
          move={move}
          ask={ask}
          admit={(id, yes) => {
            const others = state.admitted.filter((x) => x !== id);
            change({ admitted: yes ? [...others, id] : others });
          }}
        />
      </div>
      <div className={css.pair}>
        <Checks plan={plan} place={site} off={state.off} setOff={(off) => change({ off })} />
        <NextPlans
          plans={plans}
          shown={state.plan}
          show={(n) => change({ plan: n, beside: 0 })}
          compare={(n) => change({ beside: n })}
        />
      </div>
      <div className={css.pair}>
        <Legs plan={plan} site={site} />
        <Panel title={t("layout.limits")}>
          <ul className={css.limits}>
            {report.limits.map((key) => (
              <li key={key}>{isKey(key) ? words.out(key) : key}</li>
            ))}
          </ul>
          <p className={css.line} style={{ marginTop: 8 }}>
            {t("layout.overlap", {
              index: format.score(report.overlap.concentration),
              even: format.score(report.overlap.even),
            })}
          </p>
        </Panel>
      </div>
      <Stress request={request} plan={plan} site={site} country={country} />
      <p className={css.muted}>
        {t("layout.provenance", {
          dataset: report.datasetId,
          year: report.year,
          model: report.model ? `${words.name(report.model.name)} (${report.siteModel})` : report.siteModel,
          digest: report.digest.slice(0, 19),
        })}
      </p>
    </>
  );
}

/** The links of a plan with their distances and where those come from. */
export function Legs({ plan, site }: { plan: Plan; site: (id: string) => string }) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  return (
    <Panel title={t("layout.map.legs")} flush>
      <Scroll>
        <table className={css.table} aria-label={t("layout.map.legs")}>
          <thead>
            <tr>
              <th scope="col">{t("layout.leg.from")}</th>
              <th scope="col">{t("layout.leg.to")}</th>
              <th scope="col">{t("layout.leg.kind")}</th>
              <th scope="col" className={css.right}>
                {t("layout.leg.km")}
              </th>
              <th scope="col">{t("layout.leg.how")}</th>
            </tr>
          </thead>
          <tbody>
            {plan.links.map((l) => (
              <tr key={`${l.from}/${l.to}/${l.kind}`}>
                <th scope="row">{site(l.from)}</th>
                <td>{site(l.to)}</td>
                <td>{words.leg(l.kind)}</td>
                <td className={css.right}>{format.integer(l.km)}</td>
                <td>{t(l.kind === "chain" ? "layout.leg.coast" : "layout.leg.straight")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}

import { Button } from "antd";
import { Suspense, useState } from "react";
import type { LayoutRequest, Plan, Study } from "../../api/layouts";
import { useCatalogue } from "../../api/queries";
import type { Ranking } from "../../api/types";
import { isKey, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { Scroll } from "../../ui/Scroll";
import { AskedBounds } from "./AskedBounds";
import { Checks } from "./Checks";
import css from "./layout.module.css";
import { LayoutMap } from "./LayoutMap";
import type { Land } from "./LayoutMap";
import { useNames } from "./names";
import { NextPlans } from "./NextPlans";
import { PlanDifference } from "./PlanDifference";
import { SiteModelName } from "./SiteModelName";
import { Planner, useSolution } from "./Planner";
import { PlanTable } from "./PlanTable";
import { Legs } from "./Solved";
import { keptPlan, planOf, stateOf } from "./stored";
import type { Cited, Marker, SiteEvidence } from "./stored";
import { Outcomes } from "./Stress";
import { layoutOf } from "./useLayoutState";
import type { LayoutState } from "./useLayoutState";
import { useWords } from "./words";

type LandOf = (region: string) => Land | undefined;

/** The recipe of a stored plan, changed as on the layout page; what is written here saves itself. */
export function PlanEditor({
  request,
  change,
  landOf,
}: {
  request: LayoutRequest;
  change: (request: LayoutRequest) => void;
  landOf: LandOf;
}) {
  const t = useT();
  const [view, setView] = useState<Partial<Pick<LayoutState, "plan" | "beside" | "why">>>({});
  const asked = stateOf(request);
  const { answer } = useSolution(asked);
  const plans = answer?.report.solution.plans ?? [];
  const kept = planOf(plans, request);
  const state: LayoutState = { ...asked, plan: Math.max(1, kept), ...view };
  return (
    <Planner
      fixed
      landOf={landOf}
      state={state}
      change={(c) => {
        const { plan, beside, why, ...recipe } = c;
        if (Object.keys(recipe).length > 0) {
          setView({});
          change(layoutOf({ ...asked, ...recipe }));
          return;
        }
        setView((v) => ({
          ...v,
          ...(plan === undefined ? {} : { plan }),
          ...(beside === undefined ? {} : { beside }),
          ...(why === undefined ? {} : { why }),
        }));
      }}
      above={
        plans.length > 0 && (
          <p className={css.line}>
            {kept === 0
              ? t("layout.kept.other")
              : kept === 1
                ? t("layout.kept.best")
                : t("layout.kept.number", { n: kept })}{" "}
            {(state.plan !== kept || kept === 0) && (
              <Button
                size="small"
                onClick={() => change({ ...layoutOf(asked), ...keptPlan(plans, state.plan) })}
              >
                {state.plan === 1 ? t("layout.keep.best") : t("layout.keep", { n: state.plan })}
              </Button>
            )}
          </p>
        )
      }
    />
  );
}

/** What a stored plan came to: map, sites, rule checks, tests, next plans, and what the data cannot say. */
export function PlanResult({
  ranking,
  landOf,
  Mark,
  Evidence,
}: {
  ranking: Ranking;
  landOf: LandOf;
  Mark?: Marker;
  Evidence: SiteEvidence;
}) {
  const [cited, setCited] = useState<Cited>();
  const { study, layout } = ranking;
  if (!study || !layout) return null;
  const cite = (site: string, indicator?: string) => setCited({ site, ...(indicator && { indicator }) });
  return (
    <>
      <Sheet study={study} request={layout} landOf={landOf} Mark={Mark} cite={cite} />
      {cited && (
        <Suspense>
          <Evidence
            key={`${cited.site}/${cited.indicator ?? ""}`}
            ranking={ranking}
            {...cited}
            Mark={Mark}
            close={() => setCited(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

interface SheetProps {
  study: Study;
  request: LayoutRequest;
  landOf: LandOf;
  Mark: Marker | undefined;
  cite: (site: string, indicator?: string) => void;
}

function Sheet({ study, request, landOf, Mark, cite }: SheetProps) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const names = useNames();
  const { strategies } = useCatalogue();
  const { plan, report, considered } = study;
  const by = new Map(considered.map((c) => [c.id, c]));
  const site = (id: string) => {
    const c = by.get(id);
    return c ? words.site(c.name) : names.country(id) || id;
  };
  const land = landOf(strategies.find((s) => s.id === report.strategy)?.region ?? "");
  const title = `${t(study.byHand ? "layout.chosen" : "layout.best")} · ${t("layout.value", { value: format.score(plan.value) })}`;
  return (
    <div className={css.stack}>
      <PlanTable
        title={title}
        plan={plan}
        candidates={considered}
        state={{ strategy: report.strategy, in: request.in ?? [] }}
        {...names}
        Mark={Mark}
        cite={cite}
      />
      <p className={css.muted} style={{ margin: 0 }}>
        {t("layout.proven")} ·{" "}
        {t("layout.ofSites", { eligible: report.eligible, candidates: report.candidates })}
        {report.model && (
          <>
            {" "}
            · {t("sites.model")} <SiteModelName model={report.model} named={request.siteModel} />
          </>
        )}
        {request.closed && <> · {t("layout.changes.closed", { passage: words.passage(request.closed) })}</>}
        {study.negativeList && (
          <>
            {" "}
            · {t("layout.negativeList", { version: study.negativeList.version, on: study.negativeList.on })}
          </>
        )}
      </p>
      {land && (
        <Panel title={t("layout.map")} flush>
          <LayoutMap land={land} plan={plan} candidates={considered} closed={report.closed} />
        </Panel>
      )}
      <Panel title={t("layout.bounds.asked")}>
        <AskedBounds state={stateOf(request)} site={site} />
      </Panel>
      <Checks plan={plan} place={site} off={plan.rule.off ?? []} Mark={Mark} />
      {report.stress && (
        <Panel title={t("layout.test")}>
          <Outcomes
            test={{ stress: report.stress, uncertainty: report.uncertainty }}
            site={site}
            country={names.country}
          />
        </Panel>
      )}
      <NextPlans plans={report.solution.plans} shown={0} />
      <Legs plan={plan} site={site} />
      <LandUseTable study={study} site={site} />
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
  );
}

/** Own sites' land figures beside the policy paper's Table 1, a yardstick from China's development zones. */
export function LandUseTable({
  study,
  site,
}: {
  study: Pick<Study, "landUse">;
  site: (id: string) => string;
}) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  if (study.landUse.length === 0) return null;
  return (
    <Panel title={t("layout.landUse")} flush>
      <Scroll>
        <table className={css.table} aria-label={t("layout.landUse")}>
          <thead>
            <tr>
              <th scope="col">{t("layout.col.site")}</th>
              <th scope="col">{t("layout.landUse.figure")}</th>
              <th scope="col" className={css.right}>
                {t("layout.landUse.own")}
              </th>
              <th scope="col">{t("layout.landUse.region")}</th>
              <th scope="col" className={css.right}>
                {t("layout.landUse.table")}
              </th>
              <th scope="col" className={css.right}>
                {t("layout.landUse.ratio")}
              </th>
            </tr>
          </thead>
          <tbody>
            {study.landUse.flatMap((l) =>
              l.table.map((row) => (
                <tr key={`${l.site}/${l.metric}/${row.region.zh}`}>
                  <th scope="row">{site(l.site)}</th>
                  <td>
                    {words.site(l.name)}
                    {t("app.paren", { text: words.site(l.unit) })}
                  </td>
                  <td className={css.right}>{format.fixed(l.value, 2)}</td>
                  <td>{words.site(row.region)}</td>
                  <td className={css.right}>{format.fixed(row.value, 2)}</td>
                  <td className={css.right}>{format.percent(row.ratio)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </Scroll>
      <p className={css.line}>{t("layout.landUse.note")}</p>
    </Panel>
  );
}

/** What a plan has instead of another, or of its own round before. */
export function StoredDifference({ before, after }: { before: Ranking; after: Ranking }) {
  const a: Plan | undefined = before.study?.plan;
  const b: Plan | undefined = after.study?.plan;
  const [was, is] = [before.layout, after.layout];
  return a && b ? (
    <PlanDifference before={a} after={b} {...(was && is ? { asked: { before: was, after: is } } : {})} />
  ) : null;
}

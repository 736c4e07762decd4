import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Alert, Button, Segmented } from "antd";
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ComponentType } from "react";
import { Link } from "react-router";
import { modelQuery, modelsQuery, previewQuery, useCatalogue } from "../../api/queries";
import type { CriterionScore, Model, PreviewRequest, Result, Scope } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Loading } from "../../ui/Boundary";
import { Failure, useProblemText } from "../../ui/Failure";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Problem } from "../../api/problem";
import { useMedia } from "../../ui/useMedia";
import { useSettled } from "../../ui/useSettled";
import { Breakdown } from "./Breakdown";
import { Excluded } from "./Excluded";
import { RankTable } from "./RankTable";
import { ScopeBar } from "./ScopeBar";
import { WeightPanel } from "./WeightPanel";
import { mover, rowsOf, scopeOf } from "./rows";
import type { Sort } from "./rows";
import { usePreview } from "./usePreview";
import { useView } from "./useView";
import type { View } from "./useView";
import { useWeights } from "./useWeights";
import { overrides } from "./weights";
import css from "./workbench.module.css";

const RankMap = lazy(() => import("./map/RankMap"));
const RadarView = lazy(() => import("./charts").then((m) => ({ default: m.RadarView })));
const BarsView = lazy(() => import("./charts").then((m) => ({ default: m.BarsView })));

/** What the application shows for a number's origin; given by src/app, since features do not know each other. */
export interface ProvenanceProps {
  iso3: string;
  indicator: string;
  datasetId: string;
  year: number;
  criterion?: CriterionScore;
  close: () => void;
}

interface Props {
  Provenance: ComponentType<ProvenanceProps>;
}

export default function Workbench({ Provenance }: Props) {
  const view = useView();
  const { data: model } = useSuspenseQuery(modelQuery(view.model));
  // Another model is another set of weights, undo steps and answers.
  return <Desk key={`${model.id}/${model.version}`} model={model} Provenance={Provenance} />;
}

function Desk({ model, Provenance }: Props & { model: Model }) {
  const t = useT();
  const name = useName();
  const view = useView();
  const wide = useMedia("(min-width: 1560px)");
  const { countries, regions, strategies, indicators, sources } = useCatalogue();
  const { data: models } = useSuspenseQuery(modelsQuery);
  const weights = useWeights(model);
  const [cited, setCited] = useState<CriterionScore>();

  const names = useMemo(() => new Map(countries.map((c) => [c.iso3, name(c.name)])), [countries, name]);
  const nameOf = useCallback((iso3: string) => names.get(iso3) ?? iso3, [names]);
  const { filters } = view;
  const left = useMemo(() => scopeOf(filters, countries), [filters, countries]);
  const empty = left?.length === 0;
  const scopeKey = left?.join(",");
  const request = useMemo((): PreviewRequest | undefined => {
    if (scopeKey === "") return undefined;
    const scope: Scope = scopeKey ? { countries: scopeKey.split(",") } : {};
    return { modelId: model.id, scope };
  }, [model.id, scopeKey]);
  const adjusted = useMemo(() => overrides(model.tree, weights.weights), [model.tree, weights.weights]);
  const live = useMemo(() => request && { ...request, weights: adjusted }, [request, adjusted]);
  const { result, error, pending, retry } = usePreview(live);
  const baseline = useQuery({
    ...previewQuery(request ?? { modelId: model.id }),
    enabled: request !== undefined,
  });

  const rows = useMemo(
    () => (result && !empty ? rowsOf(result, baseline.data, nameOf) : []),
    [result, baseline.data, nameOf, empty],
  );
  const settled = useSettled(result);
  const settledRows = useSettled(rows);
  const dimensions = useMemo(
    () => (model.tree.children ?? []).map((d) => ({ id: d.id, name: name(d.name) })),
    [model.tree, name],
  );
  const dimensionNames = useMemo(() => dimensions.map((d) => d.name), [dimensions]);

  // The table is memoised; what it calls must not change with every weight.
  const calls = useRef(view);
  useEffect(() => {
    calls.current = view;
  });
  const open = useCallback((iso3: string) => calls.current.setOpened(iso3), []);
  const toggle = useCallback((iso3: string) => calls.current.toggle(iso3), []);
  const setSort = useCallback((s: Sort) => calls.current.setSort(s), []);
  useShortcuts(weights.undo, weights.redo);

  const source = t("workbench.sourceLine", { model: name(model.name), dataset: result?.datasetId ?? "" });
  const opened = result?.alternatives.find((a) => a.iso3 === view.opened);
  const shownView: View = wide && view.view === "table" ? "map" : view.view;
  const chart = (
    <Panel
      className={css.chartPanel}
      title={wide ? t(`view.${shownView}`) : undefined}
      extra={
        wide && (
          <Segmented<View>
            size="small"
            value={shownView}
            onChange={view.setView}
            options={(["map", "bars", "radar"] as const).map((v) => ({ value: v, label: t(`view.${v}`) }))}
          />
        )
      }
    >
      <Suspense fallback={<Loading rows={6} />}>
        <ChartOf
          view={shownView}
          result={settled}
          map={
            <RankMap
              rows={settledRows}
              countries={countries}
              regionName={(id) => name(regions.find((r) => r.id === id)?.name)}
              selected={view.selected}
              toggle={toggle}
            />
          }
          selected={view.selected}
          nameOf={nameOf}
          dimensions={dimensions}
          source={source}
        />
      </Suspense>
    </Panel>
  );
  const table =
    rows.length > 0 ? (
      <RankTable
        digest={result?.digest ?? ""}
        rows={rows}
        dimensions={dimensionNames}
        selected={view.selected}
        sort={view.sort}
        setSort={setSort}
        open={open}
        toggle={toggle}
      />
    ) : empty ? (
      <Panel>
        <Nothing action={<Button onClick={view.clearFilters}>{t("scope.reset")}</Button>}>
          {t("workbench.empty")}
        </Nothing>
      </Panel>
    ) : error !== undefined ? (
      <Panel>
        <Failure error={error} retry={retry} />
      </Panel>
    ) : (
      <Loading rows={16} />
    );

  return (
    <Page
      title={t("nav.workbench")}
      note={
        <>
          <Link to={`/models/${model.id}`}>{name(model.name)}</Link>{" "}
          {t("workbench.version", { version: model.version })}
        </>
      }
      extra={
        !wide && (
          <Segmented<View>
            value={view.view}
            onChange={view.setView}
            options={(["table", "map", "bars", "radar"] as const).map((v) => ({
              value: v,
              label: t(`view.${v}`),
            }))}
          />
        )
      }
    >
      <ScopeBar view={view} models={models} countries={countries} regions={regions} strategies={strategies} />
      {error !== undefined && rows.length > 0 && <Trouble error={error} retry={retry} />}
      <div className={wide ? css.three : css.two}>
        <WeightPanel model={model} state={weights} />
        <div className={css.main}>
          <Status
            result={empty ? undefined : result}
            pending={pending && !empty}
            adjusted={adjusted !== undefined}
            total={countries.length}
          />
          {wide || view.view === "table" ? table : chart}
          {result && <Excluded result={result} nameOf={nameOf} indicators={indicators} />}
        </div>
        {wide && chart}
      </div>
      <Announcer result={result} nameOf={nameOf} />
      {opened && (
        <Breakdown
          alternative={opened}
          name={nameOf(opened.iso3)}
          model={model}
          indicators={indicators}
          sources={sources}
          close={() => view.setOpened(undefined)}
          cite={setCited}
        />
      )}
      {opened && cited && result && (
        <Suspense>
          <Provenance
            iso3={opened.iso3}
            indicator={indicatorOf(model, cited.id)}
            datasetId={result.datasetId}
            year={result.year}
            criterion={opened.criteria.find((c) => c.id === cited.id)}
            close={() => setCited(undefined)}
          />
        </Suspense>
      )}
    </Page>
  );
}

/** The indicator behind a criterion: leaves are named after theirs unless a model uses one twice. */
function indicatorOf(model: Model, id: string): string {
  const stack = [model.tree];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.id === id) return node.criterion?.indicator ?? id;
    stack.push(...(node.children ?? []));
  }
  return id;
}

function ChartOf({
  view,
  result,
  map,
  selected,
  nameOf,
  dimensions,
  source,
}: {
  view: View;
  result: Result | undefined;
  map: React.ReactNode;
  selected: string[];
  nameOf: (iso3: string) => string;
  dimensions: { id: string; name: string }[];
  source: string;
}) {
  const t = useT();
  if (!result) return <Loading rows={6} />;
  if (view === "map") return map;
  const chosen = selected.flatMap((iso3) => result.alternatives.find((a) => a.iso3 === iso3) ?? []);
  // Nothing chosen yet: the first three are the natural question.
  const alternatives = chosen.length > 0 ? chosen : result.alternatives.slice(0, 3);
  const props = { alternatives, nameOf, dimensions, source };
  return (
    <>
      <p className={css.hint}>{chosen.length > 0 ? t("workbench.chosen") : t("workbench.chooseHint")}</p>
      {view === "radar" ? <RadarView {...props} /> : <BarsView {...props} />}
    </>
  );
}

function Status({
  result,
  pending,
  adjusted,
  total,
}: {
  result: Result | undefined;
  pending: boolean;
  adjusted: boolean;
  total: number;
}) {
  const t = useT();
  const slow = useSettled(pending, 300) && pending;
  return (
    <p className={css.statusLine} aria-busy={pending} data-pending={pending}>
      {result && (
        <>
          {t("workbench.count", { ranked: result.alternatives.length, total })}
          <span>{t("workbench.dataset", { dataset: result.datasetId, year: result.year })}</span>
          <span className={adjusted ? css.adjusted : undefined}>
            {adjusted ? t("workbench.adjusted") : t("workbench.own")}
          </span>
          {slow && <span>{t("workbench.working")}</span>}
        </>
      )}
    </p>
  );
}

function Trouble({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useT();
  const words = useProblemText();
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      className={css.trouble}
      title={t("workbench.lastAnswer")}
      description={error instanceof Problem ? words(error) : t("fault.page")}
      action={<Button onClick={retry}>{t("action.retry")}</Button>}
    />
  );
}

/** Says the largest move among the first ten once the order has settled, for those who cannot see it. */
function Announcer({ result, nameOf }: { result: Result | undefined; nameOf: (iso3: string) => string }) {
  const t = useT();
  const settled = useSettled(result, 800);
  const before = useRef<Result>(undefined);
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!settled) return;
    const moved = mover(before.current, settled, 10);
    const was = before.current?.alternatives.find((a) => a.iso3 === moved?.iso3)?.rank ?? 0;
    before.current = settled;
    if (!moved) return;
    const key = moved.rank < was ? "workbench.rose" : "workbench.fell";
    setSaid(t(key, { name: nameOf(moved.iso3), rank: moved.rank }));
  }, [settled, nameOf, t]);
  return (
    <div aria-live="polite" className={css.hidden}>
      {said}
    </div>
  );
}

function useShortcuts(undo: () => void, redo: () => void) {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      const typing = e.target instanceof HTMLInputElement && !["range", "checkbox"].includes(e.target.type);
      if (typing) return;
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "z") {
        e.preventDefault();
        if (e.shiftKey) redo();
        else undo();
      } else if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "y") {
        e.preventDefault();
        redo();
      } else if (e.key === "[" || e.key === "]") {
        const sliders = [...document.querySelectorAll<HTMLInputElement>("input[data-weight]:not(:disabled)")];
        const at = sliders.findIndex((s) => s === document.activeElement);
        const to = at < 0 ? 0 : (at + (e.key === "]" ? 1 : -1) + sliders.length) % sliders.length;
        sliders[to]?.focus();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [undo, redo]);
}

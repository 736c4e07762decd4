import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Alert, Button, Segmented } from "antd";
import {
  Suspense,
  lazy,
  memo,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { ComponentType, ReactNode } from "react";
import { Link } from "react-router";
import {
  datasetsQuery,
  modelQuery,
  modelsQuery,
  previewQuery,
  useCatalogue,
  useMay,
} from "../../api/queries";
import { Problem } from "../../api/problem";
import type { Criterion, CriterionScore, Model, Result } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Boundary, Loading } from "../../ui/Boundary";
import { Failure, useProblemText } from "../../ui/Failure";
import { Nothing, Page, Panel } from "../../ui/Page";
import { useMedia } from "../../ui/useMedia";
import { useSettled } from "../../ui/useSettled";
import { Breakdown } from "./Breakdown";
import { ChartPanel } from "./ChartPanel";
import { Excluded } from "./Excluded";
import { Export } from "./Export";
import { FirstRun } from "./FirstRun";
import { Keep } from "./Keep";
import { RankTable } from "./RankTable";
import { mover } from "./rows";
import type { Sort } from "./rows";
import { ScopeBar } from "./ScopeBar";
import { useDraftBench, useSandbox } from "./useBench";
import type { Bench, DraftDesk } from "./useBench";
import { useDesk } from "./useDesk";
import type { DeskState } from "./useDesk";
import { charts, useView, views } from "./useView";
import type { View, ViewState } from "./useView";
import { WeightPanel } from "./WeightPanel";
import css from "./workbench.module.css";

const Firmness = lazy(() => import("./firmness/Firmness"));
const Compare = lazy(() => import("./compare/Compare"));

/** What the application shows for a number's origin; given by src/app, since features do not know each other. */
interface ProvenanceProps {
  iso3: string;
  indicator: string;
  datasetId: string;
  year: number;
  criterion?: CriterionScore | undefined;
  rule?: Criterion | undefined;
  close: () => void;
}

interface Props {
  Provenance: ComponentType<ProvenanceProps>;
}

/** Tries things on a model: nothing is stored but on this computer, until it is kept as a draft. */
export default function Workbench({ Provenance }: Props) {
  const view = useView();
  const { data: model } = useSuspenseQuery(modelQuery(view.model));
  // Another model is another set of weights, undo steps and answers.
  return <Sandbox key={`${model.id}/${model.version}`} model={model} view={view} Provenance={Provenance} />;
}

function Sandbox({ model, view, Provenance }: Props & { model: Model; view: ViewState }) {
  const t = useT();
  const name = useName();
  const bench = useSandbox(model, view);
  const desk = useDesk(bench);
  const may = useMay("ranking.create");
  const { id, version } = model;
  const head = useMemo(
    (): Head => ({
      title: t("nav.workbench"),
      note: (
        <>
          <Link to={`/models/${id}`}>{name(model.name)}</Link> {t("workbench.version", { version })}
        </>
      ),
    }),
    [t, name, id, version, model.name],
  );
  return (
    <Desk
      desk={desk}
      view={view}
      head={head}
      tools={may && <Keep desk={desk} />}
      notice={<FirstRun />}
      Provenance={Provenance}
    />
  );
}

interface Head {
  title: string;
  note: ReactNode;
  trail?: { label: string; to: string }[];
}

interface DraftProps extends Props {
  draft: DraftDesk;
  /** Title, state and saving, as whoever stores the draft words them. */
  head: Head;
  tools: ReactNode;
  children?: ReactNode;
}

/** The same bench for a stored draft, every change of which goes to the server. */
export function DraftWorkbench({ draft, head, tools, children, Provenance }: DraftProps) {
  const t = useT();
  const view = useView();
  const bench = useDraftBench(draft);
  const desk = useDesk(bench);
  const { data: datasets } = useQuery(datasetsQuery);
  const newest = datasets?.[0];
  const old = newest && newest.id !== draft.draft.datasetId;
  return (
    <>
      <Desk
        desk={desk}
        view={view}
        head={head}
        tools={tools}
        stored
        notice={
          old && (
            <Alert
              type="warning"
              showIcon
              className={css.trouble}
              title={t("home.newData", { number: newest.number })}
              action={
                <Button size="small" onClick={() => draft.change({ datasetId: newest.id })}>
                  {t("draft.useNewData")}
                </Button>
              }
            />
          )
        }
        Provenance={Provenance}
      />
      {children}
    </>
  );
}

interface DeskProps extends Props {
  desk: DeskState;
  view: ViewState;
  head: Head;
  tools: ReactNode;
  notice?: ReactNode;
  stored?: boolean;
}

function Desk({ desk, view, head, tools, notice, stored = false, Provenance }: DeskProps) {
  const wide = useMedia("(min-width: 1560px)");
  const { indicators, countries } = useCatalogue();
  const { data: models } = useSuspenseQuery(modelsQuery);
  const { bench } = desk;
  useShortcuts(desk.weights.undo, desk.weights.redo);

  // Three columns where there is room: the table keeps its place beside a chart.
  const chartView = charts.find((c) => c === view.view);
  const beside = wide && (chartView !== undefined || view.view === "table");
  const { result, error } = desk;
  const tabs = <Tabs view={view.view} set={view.setView} />;
  return (
    <Page
      title={head.title}
      trail={head.trail}
      note={head.note}
      extra={
        <>
          {wide && tabs}
          <Export desk={desk} />
          {tools}
        </>
      }
    >
      {notice}
      <Scope bench={bench} models={models} />
      {!wide && <div className={css.views}>{tabs}</div>}
      {error !== undefined && desk.rows.length > 0 && <Trouble error={error} retry={desk.retry} />}
      <div className={beside ? css.three : css.two}>
        <WeightPanel state={desk.weights} bounds={bench.bounds} />
        <div className={css.main}>
          <Status desk={desk} total={countries.length} stored={stored} />
          {desk.rows.length === 0 ? (
            <Waiting desk={desk} />
          ) : view.view === "firmness" ? (
            <Boundary>
              <Firmness desk={desk} />
            </Boundary>
          ) : view.view === "compare" ? (
            <Boundary>
              <Compare desk={desk} view={view} />
            </Boundary>
          ) : chartView && !wide ? (
            <ChartPanel view={chartView} desk={desk} state={view} />
          ) : (
            <Ranking desk={desk} view={view} />
          )}
          {result && <Excluded result={result} nameOf={desk.nameOf} indicators={indicators} />}
        </div>
        {beside && desk.rows.length > 0 && (
          <ChartPanel view={chartView ?? "map"} desk={desk} state={view} narrow />
        )}
      </div>
      <Announcer result={result} nameOf={desk.nameOf} />
      {result && <Opened desk={desk} view={view} Provenance={Provenance} />}
    </Page>
  );
}

/** The bar above the table, told only what it shows: a slider's step leaves it alone. */
function Scope({ bench, models }: { bench: Bench; models: Model[] }) {
  const calls = useRef(bench);
  useEffect(() => {
    calls.current = bench;
  });
  const setModel = useCallback((id: string) => calls.current.setModel(id), []);
  const setMethod = useCallback((method: string) => calls.current.setMethod(method), []);
  const setScreens = useCallback((s: Model["screens"]) => calls.current.setScreens(s), []);
  return (
    <ScopeBar
      model={bench.model}
      models={models}
      scope={bench.scope}
      setModel={setModel}
      setMethod={setMethod}
      setScreens={setScreens}
    />
  );
}

/** The ways to look at the ranking. Memoised: an antd component is no part of a slider's step. */
const Tabs = memo(function Tabs({ view, set }: { view: View; set: (view: View) => void }) {
  const t = useT();
  return (
    <Segmented<View>
      value={view}
      onChange={set}
      options={views.map((v) => ({ value: v, label: t(`view.${v}`) }))}
    />
  );
});

function Ranking({ desk, view }: { desk: DeskState; view: ViewState }) {
  const dimensions = useMemo(() => desk.dimensions.map((d) => d.name), [desk.dimensions]);
  // The table is memoised; what it calls must not change with every weight.
  const calls = useRef(view);
  useEffect(() => {
    calls.current = view;
  });
  const open = useCallback((iso3: string) => calls.current.setOpened(iso3), []);
  const toggle = useCallback((iso3: string) => calls.current.toggle(iso3), []);
  const setSort = useCallback((s: Sort) => calls.current.setSort(s), []);
  return (
    <RankTable
      digest={desk.result?.digest ?? ""}
      rows={desk.rows}
      dimensions={dimensions}
      selected={view.selected}
      sort={view.sort}
      firmnessOld={desk.firmnessOld}
      reach={desk.reach}
      setSort={setSort}
      open={open}
      toggle={toggle}
    />
  );
}

/** In place of a ranking: none is left by the filter, none could be had, or none has come yet. */
function Waiting({ desk }: { desk: DeskState }) {
  const t = useT();
  if (desk.empty) {
    return (
      <Panel>
        <Nothing action={<Button onClick={desk.bench.scope.clear}>{t("scope.reset")}</Button>}>
          {t("workbench.empty")}
        </Nothing>
      </Panel>
    );
  }
  if (desk.error !== undefined) {
    return (
      <Panel>
        <Failure error={desk.error} retry={desk.retry} />
      </Panel>
    );
  }
  return <Loading rows={16} />;
}

/** A score opened: with its criteria, which the table's answers leave out. */
function Opened({ desk, view, Provenance }: { desk: DeskState; view: ViewState } & Props) {
  const { indicators, sources } = useCatalogue();
  const [cited, setCited] = useState<string>();
  const { model } = desk;
  const whole = useQuery({ ...previewQuery(desk.settled), enabled: view.opened !== undefined });
  const result = whole.data;
  const opened = result?.alternatives.find((a) => a.iso3 === view.opened);
  if (!result || !opened) return null;
  return (
    <>
      <Breakdown
        alternative={opened}
        name={desk.nameOf(opened.iso3)}
        model={model}
        indicators={indicators}
        sources={sources}
        close={() => view.setOpened(undefined)}
        cite={(c) => setCited(c.id)}
      />
      {cited && (
        <Suspense>
          <Provenance
            iso3={opened.iso3}
            indicator={criterionOf(model, cited)?.indicator ?? cited}
            rule={criterionOf(model, cited)}
            datasetId={result.datasetId}
            year={result.year}
            criterion={opened.criteria.find((c) => c.id === cited)}
            close={() => setCited(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

/** The leaf behind a criterion: leaves are named after their indicators unless a model uses one twice. */
function criterionOf(model: Model, id: string): Criterion | undefined {
  const stack = [model.tree];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.id === id) return node.criterion;
    stack.push(...(node.children ?? []));
  }
  return undefined;
}

function Status({ desk, total, stored }: { desk: DeskState; total: number; stored: boolean }) {
  const t = useT();
  const { result, adjusted } = desk;
  // Here alone, so that sending a request draws nothing else again.
  const pending = useSyncExternalStore(desk.previewer.subscribe, desk.previewer.pending);
  const slow = useSettled(pending, 300) && pending;
  return (
    <p className={css.statusLine} aria-busy={pending} data-pending={pending}>
      {result && (
        <>
          {t("workbench.count", { ranked: result.alternatives.length, total })}
          <span>{t("workbench.dataset", { dataset: result.datasetId, year: result.year })}</span>
          <span className={adjusted ? css.adjusted : undefined}>
            {!adjusted ? t("workbench.own") : t(stored ? "workbench.adjustedStored" : "workbench.adjusted")}
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

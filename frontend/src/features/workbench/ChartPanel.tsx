import { Suspense, lazy, memo, useCallback, useEffect, useMemo, useRef } from "react";
import { useCatalogue } from "../../api/queries";
import type { PreviewRequest, Result } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Boundary, Loading } from "../../ui/Boundary";
import { Panel } from "../../ui/Page";
import { useSettled } from "../../ui/useSettled";
import type { Row } from "./rows";
import type { DeskState } from "./useDesk";
import type { ChartView, ViewState } from "./useView";
import type { Weights } from "./weights";
import css from "./workbench.module.css";

const RankMap = lazy(() => import("./map/RankMap"));
const RadarView = lazy(() => import("./charts").then((m) => ({ default: m.RadarView })));
const BarsView = lazy(() => import("./charts").then((m) => ({ default: m.BarsView })));
const ParallelView = lazy(() => import("./charts").then((m) => ({ default: m.ParallelView })));
const Quadrant = lazy(() => import("./Quadrant"));
const Years = lazy(() => import("./Years"));

interface Props {
  view: ChartView;
  desk: DeskState;
  state: ViewState;
  /** Beside the table. */
  narrow?: boolean;
}

/** A picture of the ranking. It follows settled values: a slider's step draws no chart. */
export function ChartPanel({ view, desk, state, narrow = false }: Props) {
  const result = useSettled(desk.result);
  const rows = useSettled(desk.rows);
  const settledWeights = useSettled(desk.weights.weights);
  const calls = useRef(state);
  useEffect(() => {
    calls.current = state;
  });
  const toggle = useCallback((iso3: string) => calls.current.toggle(iso3), []);
  if (!result) return null;
  return (
    <Picture
      view={view}
      narrow={narrow}
      result={result}
      rows={rows}
      request={desk.settled}
      weights={settledWeights}
      source={desk.source}
      selected={state.selected}
      nameOf={desk.nameOf}
      dimensions={desk.dimensions}
      toggle={toggle}
    />
  );
}

interface PictureProps {
  view: ChartView;
  narrow: boolean;
  result: Result;
  rows: Row[];
  request: PreviewRequest;
  weights: Weights;
  source: string;
  selected: string[];
  nameOf: (iso3: string) => string;
  dimensions: { id: string; name: string }[];
  toggle: (iso3: string) => void;
}

const Picture = memo(function Picture(p: PictureProps) {
  const t = useT();
  const name = useName();
  const { countries, regions } = useCatalogue();
  const regionName = useCallback(
    (id: string) => name(regions.find((r) => r.id === id)?.name),
    [regions, name],
  );
  const alternatives = useMemo(() => {
    const chosen = p.selected.flatMap((iso3) => p.result.alternatives.find((a) => a.iso3 === iso3) ?? []);
    // Nothing chosen yet: the first three are the natural question.
    return chosen.length > 0 ? chosen : p.result.alternatives.slice(0, 3);
  }, [p.selected, p.result]);
  const { source } = p;
  const hints = { years: "workbench.chooseYears", quadrant: "workbench.chooseQuadrant" } as const;
  const hint = p.view === "years" || p.view === "quadrant" ? hints[p.view] : "workbench.chooseHint";
  const choice = p.selected.length > 0 && p.view !== "quadrant" ? t("workbench.chosen") : t(hint);
  const shared = {
    alternatives,
    nameOf: p.nameOf,
    dimensions: p.dimensions,
    source,
    note: choice,
    narrow: p.narrow,
  };
  return (
    <Panel className={css.chartPanel}>
      <Boundary resetKey={p.view} fallback={<Loading rows={6} />}>
        <Suspense fallback={<Loading rows={6} />}>
          {p.view === "map" && (
            <RankMap
              rows={p.rows}
              countries={countries}
              regionName={regionName}
              source={source}
              selected={p.selected}
              toggle={p.toggle}
            />
          )}
          {p.view === "bars" && <BarsView {...shared} />}
          {p.view === "radar" && <RadarView {...shared} />}
          {p.view === "parallel" && <ParallelView {...shared} all={p.result.alternatives} />}
          {p.view === "quadrant" && (
            <Quadrant
              request={p.request}
              weights={p.weights}
              chosen={p.selected}
              nameOf={p.nameOf}
              narrow={p.narrow}
              note={choice}
            />
          )}
          {p.view === "years" && (
            <Years request={p.request} chosen={p.selected} nameOf={p.nameOf} source={source} note={choice} />
          )}
        </Suspense>
      </Boundary>
    </Panel>
  );
});

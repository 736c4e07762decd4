import { useMemo } from "react";
import type { ReactNode } from "react";
import type { Alternative } from "../../api/types";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Chart } from "../../ui/Chart";
import { compared } from "../../ui/theme";

interface Props {
  alternatives: Alternative[];
  nameOf: (iso3: string) => string;
  dimensions: { id: string; name: string }[];
  source: string;
  note?: ReactNode;
  /** Beside the table. */
  narrow?: boolean;
}

const symbols = ["circle", "rect", "triangle", "diamond"] as const;
const lines = ["solid", "dashed", "dotted", "dashed"] as const;
const wrapped = { width: 100, overflow: "break" as const };

function useDimensionTable({ alternatives, nameOf, dimensions }: Props) {
  const t = useT();
  const format = useFormat();
  const score = (a: Alternative, id: string) => a.dimensions.find((d) => d.id === id)?.score;
  const leading = alternatives.map((a) => {
    const best = [...a.dimensions].sort((x, y) => (y.score ?? 0) - (x.score ?? 0))[0];
    const dimension = dimensions.find((d) => d.id === best?.id)?.name ?? "";
    return t("chart.strongest", { name: nameOf(a.iso3), dimension, score: format.score(best?.score) });
  });
  return {
    score,
    table: {
      head: [t("table.country"), ...dimensions.map((d) => d.name), t("table.score")],
      rows: alternatives.map((a) => [
        nameOf(a.iso3),
        ...dimensions.map((d) => format.score(score(a, d.id))),
        format.score(a.score),
      ]),
    },
    summary: leading.join(t("app.sentenceSpace")),
  };
}

/** At most three countries: beyond that the shapes cover each other. */
export function RadarView(props: Props) {
  const t = useT();
  const format = useFormat();
  const shown = props.alternatives.slice(0, 3);
  const { score, table, summary } = useDimensionTable({ ...props, alternatives: shown });
  const option = {
    color: compared,
    legend: { bottom: 0, data: shown.map((a, i) => ({ name: props.nameOf(a.iso3), icon: symbols[i] })) },
    tooltip: { valueFormatter: (v: unknown) => format.score(Number(v)) },
    radar: {
      radius: "74%",
      indicator: props.dimensions.map((d) => ({ name: d.name, max: 1 })),
      axisName: { color: "#1b2733", fontSize: 12, width: 92, overflow: "break" as const },
      splitNumber: 4,
      splitArea: { show: false },
    },
    series: [
      {
        type: "radar" as const,
        data: shown.map((a, i) => ({
          name: props.nameOf(a.iso3),
          value: props.dimensions.map((d) => score(a, d.id) ?? 0),
          symbol: symbols[i],
          symbolSize: 6,
          lineStyle: { type: lines[i], width: 2 },
        })),
      },
    ],
  };
  return (
    <Chart
      option={option}
      height={400}
      summary={summary}
      table={table}
      title={t("chart.radarTitle")}
      source={props.source}
      note={props.note}
    />
  );
}

/** Dimension scores of up to four countries side by side. */
export function BarsView(props: Props) {
  const t = useT();
  const format = useFormat();
  const { score, table, summary } = useDimensionTable(props);
  const { alternatives, dimensions, nameOf } = props;
  const option = useMemo(
    () => ({
      color: compared,
      legend: { top: 0 },
      grid: { left: 110, right: 40, top: 32, bottom: 24 },
      tooltip: { trigger: "axis" as const, valueFormatter: (v: unknown) => format.score(Number(v)) },
      xAxis: { type: "value" as const, min: 0, max: 1 },
      yAxis: {
        type: "category" as const,
        inverse: true,
        data: dimensions.map((d) => d.name),
        axisLabel: wrapped,
        axisTick: { show: false },
      },
      series: alternatives.map((a) => ({
        type: "bar" as const,
        name: nameOf(a.iso3),
        barMaxWidth: 14,
        label: {
          show: true,
          position: "right" as const,
          color: "#1b2733",
          fontSize: 11,
          formatter: (p: { value?: unknown }) => (typeof p.value === "number" ? format.score(p.value) : ""),
        },
        data: dimensions.map((d) => score(a, d.id) ?? null),
      })),
    }),
    [alternatives, dimensions, nameOf, score, format],
  );
  return (
    <Chart
      option={option}
      height={Math.max(260, 60 + dimensions.length * (18 + 16 * alternatives.length))}
      summary={summary}
      table={table}
      title={t("chart.barsTitle")}
      source={props.source}
      note={props.note}
    />
  );
}

/**
 * Every candidate as a thin line over the dimensions; those compared stand out. All axes run from 0 to 1, so
 * that one scale at the side serves them all and leaves the lines free.
 */
export function ParallelView(props: Props & { all: Alternative[] }) {
  const t = useT();
  const format = useFormat();
  const { score, table, summary } = useDimensionTable(props);
  const { all, alternatives, dimensions, nameOf, narrow = false } = props;
  const option = useMemo(() => {
    const chosen = new Set(alternatives.map((a) => a.iso3));
    const line = (a: Alternative) => [...dimensions.map((d) => score(a, d.id) ?? null), a.score];
    return {
      color: compared,
      legend: { top: 0, data: alternatives.map((a) => nameOf(a.iso3)), itemWidth: 32 },
      grid: { left: 48, right: 96, top: 76, bottom: 12 },
      tooltip: { trigger: "item" as const, valueFormatter: (v: unknown) => format.score(Number(v)) },
      xAxis: {
        type: "category" as const,
        position: "top" as const,
        boundaryGap: false,
        data: [...dimensions.map((d) => d.name), t("table.score")],
        axisLabel: { interval: 0, color: "#1b2733", width: narrow ? 52 : 96, overflow: "break" as const },
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { show: true, lineStyle: { color: "#5a6774" } },
      },
      yAxis: { type: "value" as const, min: 0, max: 1, splitLine: { show: false } },
      series: [
        ...all
          .filter((a) => !chosen.has(a.iso3))
          .map((a) => ({
            type: "line" as const,
            silent: true,
            symbol: "none",
            lineStyle: { color: "#9db0c3", width: 1, opacity: 0.4 },
            data: line(a),
          })),
        ...alternatives.map((a, i) => ({
          type: "line" as const,
          name: nameOf(a.iso3),
          symbol: symbols[i % symbols.length],
          symbolSize: 8,
          itemStyle: { color: compared[i] ?? "" },
          lineStyle: { color: compared[i] ?? "", width: 2.5, type: lines[i % lines.length] },
          endLabel: { show: true, formatter: "{a}", color: "#1b2733" },
          labelLayout: { moveOverlap: "shiftY" as const },
          z: 5,
          data: line(a),
        })),
      ],
    };
  }, [all, alternatives, dimensions, nameOf, narrow, score, t, format]);
  return (
    <Chart
      option={option}
      height={440}
      summary={summary}
      table={table}
      title={t("chart.parallelTitle")}
      source={props.source}
      note={props.note}
    />
  );
}

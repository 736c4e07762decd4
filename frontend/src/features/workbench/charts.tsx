import { useMemo } from "react";
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
}

const symbols = ["circle", "rect", "triangle", "diamond"] as const;
const lines = ["solid", "dashed", "dotted"] as const;

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
  const shown = props.alternatives.slice(0, 3);
  const { score, table, summary } = useDimensionTable({ ...props, alternatives: shown });
  const option = {
    color: compared,
    legend: { bottom: 0, data: shown.map((a) => props.nameOf(a.iso3)) },
    tooltip: {},
    radar: {
      radius: "68%",
      indicator: props.dimensions.map((d) => ({ name: d.name, max: 1 })),
      axisName: { color: "#1b2733", fontSize: 12 },
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
      height={360}
      summary={summary}
      table={table}
      title={t("chart.radarTitle")}
      source={props.source}
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
      grid: { left: 110, right: 24, top: 36, bottom: 24 },
      tooltip: { trigger: "axis" as const, valueFormatter: (v: unknown) => format.score(Number(v)) },
      xAxis: { type: "value" as const, min: 0, max: 1 },
      yAxis: {
        type: "category" as const,
        inverse: true,
        data: dimensions.map((d) => d.name),
        axisLabel: { width: 100, overflow: "break" as const },
      },
      series: alternatives.map((a) => ({
        type: "bar" as const,
        name: nameOf(a.iso3),
        barMaxWidth: 14,
        data: dimensions.map((d) => score(a, d.id) ?? null),
      })),
    }),
    [alternatives, dimensions, nameOf, score, format],
  );
  return (
    <Chart
      option={option}
      height={Math.max(300, 60 + dimensions.length * (18 + 16 * alternatives.length))}
      summary={summary}
      table={table}
      title={t("chart.barsTitle")}
      source={props.source}
    />
  );
}

/** Every candidate as a thin line over the dimensions; those compared stand out. */
export function ParallelView(props: Props & { all: Alternative[] }) {
  const t = useT();
  const { score, table, summary } = useDimensionTable(props);
  const { all, alternatives, dimensions, nameOf } = props;
  const option = useMemo(() => {
    const chosen = new Set(alternatives.map((a) => a.iso3));
    const line = (a: Alternative) => [...dimensions.map((d) => score(a, d.id) ?? "-"), a.score];
    return {
      color: compared,
      legend: { top: 0, data: alternatives.map((a) => nameOf(a.iso3)) },
      parallel: { left: 48, right: 64, top: 56, bottom: 24 },
      parallelAxis: [...dimensions.map((d) => d.name), t("table.score")].map((name, dim) => ({
        dim,
        name,
        min: 0,
        max: 1,
        nameTextStyle: { color: "#1b2733", width: 96, overflow: "break" as const },
      })),
      series: [
        {
          type: "parallel" as const,
          silent: true,
          lineStyle: { color: "#9db0c3", width: 1, opacity: 0.35 },
          data: all.filter((a) => !chosen.has(a.iso3)).map(line),
        },
        ...alternatives.map((a, i) => ({
          type: "parallel" as const,
          name: nameOf(a.iso3),
          lineStyle: { color: compared[i] ?? "", width: 2.5, opacity: 1, type: lines[i % lines.length] },
          data: [line(a)],
        })),
      ],
    };
  }, [all, alternatives, dimensions, nameOf, score, t]);
  return (
    <Chart
      option={option}
      height={420}
      summary={summary}
      table={table}
      title={t("chart.parallelTitle")}
      source={props.source}
    />
  );
}

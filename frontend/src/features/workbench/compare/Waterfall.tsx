import { useMemo } from "react";
import type { Explanation } from "../../../api/types";
import { useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { Chart } from "../../../ui/Chart";
import { compared } from "../../../ui/theme";

interface Props {
  explanation: Explanation;
  nameOf: (iso3: string) => string;
  dimensionName: (id: string) => string;
  source: string;
}

/** From one score to the other, a step for each dimension. */
export function Waterfall({ explanation: e, nameOf, dimensionName, source }: Props) {
  const t = useT();
  const format = useFormat();
  const { option, rows } = useMemo(() => {
    const steps = e.dimensions.map((d) => ({ name: dimensionName(d.id), points: d.points }));
    const bars: { name: string; base: number; up: number; down: number; total: number }[] = [];
    let at = e.log ? 0 : e.scoreB;
    if (!e.log) bars.push({ name: nameOf(e.b), base: 0, up: 0, down: 0, total: e.scoreB });
    for (const s of steps) {
      const next = at + s.points;
      bars.push({
        name: s.name,
        base: Math.min(at, next),
        up: Math.max(0, s.points),
        down: Math.max(0, -s.points),
        total: 0,
      });
      at = next;
    }
    if (!e.log) bars.push({ name: nameOf(e.a), base: 0, up: 0, down: 0, total: e.scoreA });
    const low = Math.min(...bars.map((b) => (b.total > 0 ? b.total : b.base)));
    const label = (sign: string) => ({
      show: true,
      position: "top" as const,
      color: "#1b2733",
      formatter: (p: { value?: unknown }) =>
        Number(p.value) > 0 ? sign + format.fixed(Number(p.value), 3) : "",
    });
    const bar = { type: "bar" as const, stack: "all", barMaxWidth: 44 };
    return {
      rows: steps.map((s) => [s.name, format.signed(s.points, 4)]),
      option: {
        grid: { left: 48, right: 16, top: 24, bottom: 40 },
        xAxis: {
          type: "category" as const,
          data: bars.map((b) => b.name),
          axisLabel: { interval: 0, width: 96, overflow: "break" as const },
        },
        yAxis: {
          type: "value" as const,
          min: e.log ? undefined : Math.max(0, Math.floor((low - 0.08) * 10) / 10),
        },
        series: [
          { ...bar, silent: true, itemStyle: { color: "transparent" }, data: bars.map((b) => b.base) },
          {
            ...bar,
            itemStyle: { color: compared[0] ?? "" },
            label: label(""),
            data: bars.map((b) => b.total),
          },
          { ...bar, itemStyle: { color: "#0072b2" }, label: label("+"), data: bars.map((b) => b.up) },
          {
            ...bar,
            itemStyle: {
              color: "#e69f00",
              decal: { symbol: "rect", rotation: 0.7, dashArrayX: [1, 0], dashArrayY: [3, 4] },
            },
            label: label("−"),
            data: bars.map((b) => b.down),
          },
        ],
      },
    };
  }, [e, nameOf, dimensionName, format]);
  const title = t("compare.waterfall", { a: nameOf(e.a), b: nameOf(e.b) });
  const best = [...e.dimensions].sort((x, y) => y.points - x.points)[0];
  const summary = best
    ? t("compare.waterfallSummary", { name: dimensionName(best.id), points: format.signed(best.points, 3) })
    : title;
  return (
    <Chart
      option={option}
      height={300}
      title={title}
      summary={summary}
      source={source}
      table={{ head: [t("standing.dimension"), t("compare.points", { a: nameOf(e.a) })], rows }}
    />
  );
}

import { useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ReactNode } from "react";
import { replayQuery } from "../../api/queries";
import type { PreviewRequest } from "../../api/types";
import { useT } from "../../i18n";
import { none, useFormat } from "../../i18n/format";
import { Chart } from "../../ui/Chart";
import { compared, series as palette } from "../../ui/theme";

interface Props {
  request: PreviewRequest;
  chosen: string[];
  nameOf: (iso3: string) => string;
  source: string;
  note: ReactNode;
}

const shown = 8; // lines, when nobody is chosen
const symbols = [
  "circle",
  "rect",
  "triangle",
  "diamond",
  "emptyCircle",
  "emptyRect",
  "emptyTriangle",
  "emptyDiamond",
];

/** Ranks over the years, each with no data later than its own year. */
export default function Years({ request, chosen, nameOf, source, note }: Props) {
  const t = useT();
  const format = useFormat();
  const { data: replay } = useSuspenseQuery(replayQuery(request));
  const lines = useMemo(() => {
    const last = (rank: number[]) => rank.at(-1) || Infinity;
    const wanted = replay.series.filter((s) => chosen.includes(s.iso3));
    if (wanted.length > 0) return wanted;
    return [...replay.series].sort((a, b) => last(a.rank) - last(b.rank)).slice(0, shown);
  }, [replay, chosen]);
  const worst = Math.max(10, ...lines.flatMap((s) => s.rank));
  const option = useMemo(
    () => ({
      color: chosen.length > 0 ? compared : [...palette.slice(0, 5), ...compared],
      legend: { top: 0 },
      grid: { left: 40, right: 112, top: 48, bottom: 28 },
      tooltip: { trigger: "axis" as const },
      xAxis: { type: "category" as const, data: replay.years.map(String), boundaryGap: false },
      yAxis: {
        type: "value" as const,
        inverse: true,
        nameLocation: "start" as const,
        min: 1,
        max: worst <= 12 ? worst : Math.ceil(worst / 5) * 5,
        interval: worst <= 12 ? 1 : undefined,
        minInterval: 1,
        name: t("table.rank"),
      },
      series: lines.map((s, i) => ({
        type: "line" as const,
        name: nameOf(s.iso3),
        symbol: symbols[i % symbols.length],
        symbolSize: 6,
        data: s.rank.map((r) => r || null),
        endLabel: { show: true, formatter: `${s.rank.at(-1) || none} ${nameOf(s.iso3)}`, color: "#1b2733" },
        labelLayout: { moveOverlap: "shiftY" as const },
      })),
    }),
    [replay, lines, worst, chosen, nameOf, t],
  );
  const first = replay.years[0] ?? 0;
  const last = replay.years.at(-1) ?? 0;
  const steady = replay.spearman.filter((x): x is number => typeof x === "number");
  const summary = [
    ...lines.slice(0, 3).map((s) =>
      t("years.moved", {
        name: nameOf(s.iso3),
        first,
        last,
        from: s.rank[0] || none,
        to: s.rank.at(-1) || none,
      }),
    ),
    steady.length > 0 ? t("years.steady", { least: format.fixed(Math.min(...steady), 2) }) : "",
  ].join(t("app.sentenceSpace"));
  return (
    <Chart
      option={option}
      height={480}
      title={t("years.title")}
      note={note}
      summary={summary}
      source={source}
      table={{
        head: [t("breakdown.year"), ...lines.map((s) => nameOf(s.iso3))],
        rows: replay.years.map((y, i) => [String(y), ...lines.map((s) => String(s.rank[i] || none))]),
      }}
    />
  );
}

import { useSuspenseQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { briefPreviewQuery, modelQuery } from "../../api/queries";
import type { Model, PreviewRequest } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Chart } from "../../ui/Chart";
import { Nothing } from "../../ui/Page";
import { carried, median, pair } from "./pair";
import type { Weights } from "./weights";

interface Props {
  request: PreviewRequest;
  weights: Weights;
  chosen: string[];
  nameOf: (iso3: string) => string;
}

const corners = ["quadrant.both", "quadrant.safe", "quadrant.promising", "quadrant.neither"] as const;

/** Opportunity against safety of the countries in scope, cut by the medians. */
export default function Quadrant({ request, weights, chosen, nameOf }: Props) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const [{ data: opportunity }, { data: risk }] = useSuspenseQueries({
    queries: [modelQuery(pair.opportunity), modelQuery(pair.risk)],
  });
  const ask = (model: Model): PreviewRequest => {
    const { datasetId, year, scope } = request;
    return { modelId: model.id, datasetId, year, scope, weights: carried(model, weights) };
  };
  const [{ data: across }, { data: up }] = useSuspenseQueries({
    queries: [briefPreviewQuery(ask(opportunity)), briefPreviewQuery(ask(risk))],
  });
  const points = useMemo(() => {
    const safety = new Map(up.alternatives.map((a) => [a.iso3, a.score]));
    return across.alternatives.flatMap((a) => {
      const y = safety.get(a.iso3);
      return y === undefined ? [] : [{ iso3: a.iso3, name: nameOf(a.iso3), x: a.score, y }];
    });
  }, [across, up, nameOf]);
  const middle = useMemo(
    () => ({ x: median(points.map((p) => p.x)), y: median(points.map((p) => p.y)) }),
    [points],
  );
  const option = useMemo(() => {
    const at = (values: number[]) => ({
      min: Math.max(0, Math.floor(Math.min(...values) * 20 - 0.5) / 20),
      max: Math.min(1, Math.ceil(Math.max(...values) * 20 + 0.5) / 20),
    });
    const axis = { type: "value" as const, nameLocation: "middle" as const, splitLine: { show: false } };
    return {
      grid: { left: 64, right: 28, top: 16, bottom: 48 },
      tooltip: {
        formatter: (p: unknown) => {
          const point =
            typeof p === "object" && p !== null && "dataIndex" in p && points[Number(p.dataIndex)];
          return point
            ? `${point.name}\n${t("quadrant.x")} ${format.score(point.x)}\n${t("quadrant.y")} ${format.score(point.y)}`
            : "";
        },
      },
      xAxis: { ...axis, ...at(points.map((p) => p.x)), name: t("quadrant.x"), nameGap: 28 },
      yAxis: { ...axis, ...at(points.map((p) => p.y)), name: t("quadrant.y"), nameGap: 40 },
      series: [
        {
          type: "scatter" as const,
          symbolSize: 9,
          labelLayout: { hideOverlap: true },
          data: points.map((p) => {
            const on = chosen.includes(p.iso3);
            return {
              name: p.name,
              value: [p.x, p.y],
              symbol: on ? "diamond" : "circle",
              symbolSize: on ? 14 : 8,
              itemStyle: { color: on ? "#d55e00" : "#0072b2" },
              label: {
                show: true,
                position: "right" as const,
                formatter: p.name,
                fontSize: on ? 13 : 11,
                fontWeight: on ? ("bold" as const) : ("normal" as const),
                color: "#1b2733",
              },
            };
          }),
          markLine: {
            silent: true,
            symbol: "none",
            lineStyle: { color: "#5a6774", type: "dashed" as const },
            label: { show: false },
            data: [{ xAxis: middle.x }, { yAxis: middle.y }],
          },
        },
      ],
    };
  }, [points, middle, chosen, format, t]);
  if (points.length < 2) return <Nothing>{t("quadrant.few")}</Nothing>;
  const cornerOf = (p: { x: number; y: number }) =>
    corners[(p.x >= middle.x ? 0 : 1) + (p.y >= middle.y ? 0 : 2)] ?? "quadrant.neither";
  // Told from the corner most look for: high on both, best sum first.
  const cornerIndex: Record<(typeof corners)[number], number> = {
    "quadrant.both": 0,
    "quadrant.promising": 1,
    "quadrant.safe": 2,
    "quadrant.neither": 3,
  };
  const ordered = [...points].sort(
    (a, b) => cornerIndex[cornerOf(a)] - cornerIndex[cornerOf(b)] || b.x + b.y - (a.x + a.y),
  );
  const both = ordered.filter((p) => cornerOf(p) === "quadrant.both");
  const summary = t("quadrant.summary", {
    n: both.length,
    all: points.length,
    list: both
      .slice(0, 5)
      .map((p) => p.name)
      .join(t("app.listComma")),
    x: format.score(middle.x),
    y: format.score(middle.y),
  });
  return (
    <Chart
      option={option}
      height={520}
      title={t("quadrant.title")}
      summary={summary}
      source={t("workbench.sourceLine", {
        model: `${name(opportunity.name)}${t("app.listComma")}${name(risk.name)}`,
        dataset: across.datasetId,
      })}
      table={{
        head: [t("table.country"), t("quadrant.x"), t("quadrant.y"), t("quadrant.corner")],
        rows: ordered.map((p) => [p.name, format.score(p.x), format.score(p.y), t(cornerOf(p))]),
      }}
    />
  );
}

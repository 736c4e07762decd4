import { useSuspenseQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ReactNode } from "react";
import { briefPreviewQuery, modelQuery } from "../../api/queries";
import type { Model, PreviewRequest } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Chart } from "../../ui/Chart";
import { Nothing } from "../../ui/Page";
import { placeLabels } from "./map/labels";
import { carried, median, pair } from "./pair";
import type { Weights } from "./weights";

interface Props {
  request: PreviewRequest;
  weights: Weights;
  chosen: string[];
  nameOf: (iso3: string) => string;
  /** Beside the table. */
  narrow: boolean;
  note: ReactNode;
}

/** The least room the points have in either place: names placed for it fit wherever there is more. */
const room = { wide: { width: 660, height: 440 }, narrow: { width: 330, height: 440 } };
const nameSize = 11;
const sides = { start: "right", end: "left", middle: "top" } as const;

const corners = ["quadrant.both", "quadrant.safe", "quadrant.promising", "quadrant.neither"] as const;

/** Opportunity against safety of the countries in scope, cut by the medians. */
export default function Quadrant({ request, weights, chosen, nameOf, narrow, note }: Props) {
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
    const ends = (values: number[]) => ({
      min: Math.max(0, Math.floor(Math.min(...values) * 10 - 0.2) / 10),
      max: Math.min(1, Math.ceil(Math.max(...values) * 10 + 0.2) / 10),
    });
    const [across, up] = [ends(points.map((p) => p.x)), ends(points.map((p) => p.y))];
    const frame = room[narrow ? "narrow" : "wide"];
    // Those chosen are named first, then from the outermost inwards: the crowd in the middle is the least telling.
    const distance = (p: { x: number; y: number }) =>
      Math.hypot((p.x - middle.x) / (across.max - across.min), (p.y - middle.y) / (up.max - up.min));
    const named = placeLabels(
      [...points]
        .sort(
          (a, b) =>
            Number(chosen.includes(b.iso3)) - Number(chosen.includes(a.iso3)) || distance(b) - distance(a),
        )
        .map((p) => ({
          id: p.iso3,
          x: ((p.x - across.min) / (across.max - across.min)) * frame.width,
          y: ((up.max - p.y) / (up.max - up.min)) * frame.height,
          r: 5,
          text: p.name,
          named: true,
        })),
      frame,
      nameSize,
    );
    const place = new Map(named.map((l) => [l.id, l]));
    const side = (iso3: string, y: number) => {
      const l = place.get(iso3);
      if (!l) return undefined;
      const below = l.anchor === "middle" && l.y > ((up.max - y) / (up.max - up.min)) * frame.height;
      return below ? ("bottom" as const) : sides[l.anchor];
    };
    const axis = { type: "value" as const, nameLocation: "middle" as const, splitLine: { show: false } };
    const corner = (
      key: (typeof corners)[number],
      x: [number, number],
      y: [number, number],
    ): [{ name: string; coord: number[]; label: object }, { coord: number[] }] => {
      const top = key === "quadrant.both" || key === "quadrant.safe" ? "Top" : "Bottom";
      const right = key === "quadrant.both" || key === "quadrant.promising" ? "Right" : "Left";
      return [
        { name: t(key), coord: [x[0], y[0]], label: { position: `inside${top}${right}` } },
        { coord: [x[1], y[1]] },
      ];
    };
    return {
      grid: { left: 64, right: 28, top: 12, bottom: 48 },
      tooltip: {
        formatter: (p: unknown) => {
          const point =
            typeof p === "object" && p !== null && "dataIndex" in p && points[Number(p.dataIndex)];
          return point
            ? `${point.name}\n${t("quadrant.x")} ${format.score(point.x)}\n${t("quadrant.y")} ${format.score(point.y)}`
            : "";
        },
      },
      xAxis: { ...axis, ...across, name: t("quadrant.x"), nameGap: 28 },
      yAxis: { ...axis, ...up, name: t("quadrant.y"), nameGap: 40 },
      series: [
        {
          type: "scatter" as const,
          data: points.map((p) => {
            const on = chosen.includes(p.iso3);
            const position = side(p.iso3, p.y);
            return {
              name: p.name,
              value: [p.x, p.y],
              symbol: on ? "diamond" : "circle",
              symbolSize: on ? 14 : 8,
              itemStyle: { color: on ? "#d55e00" : "#0072b2" },
              label: {
                show: on || position !== undefined,
                position: position ?? ("right" as const),
                distance: 4,
                formatter: p.name,
                fontSize: nameSize,
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
          markArea: {
            silent: true,
            itemStyle: { color: "transparent" },
            label: { color: "#5a6774", fontSize: 12, fontStyle: "italic" as const },
            data: [
              corner("quadrant.both", [middle.x, across.max], [middle.y, up.max]),
              corner("quadrant.safe", [across.min, middle.x], [middle.y, up.max]),
              corner("quadrant.promising", [middle.x, across.max], [up.min, middle.y]),
              corner("quadrant.neither", [across.min, middle.x], [up.min, middle.y]),
            ],
          },
        },
      ],
    };
  }, [points, middle, chosen, narrow, format, t]);
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
      note={note}
      summary={summary}
      source={t("quadrant.source", {
        opportunity: name(opportunity.name),
        risk: name(risk.name),
        dataset: across.datasetId,
        year: across.year,
      })}
      table={{
        head: [t("table.country"), t("quadrant.x"), t("quadrant.y"), t("quadrant.corner")],
        rows: ordered.map((p) => [p.name, format.score(p.x), format.score(p.y), t(cornerOf(p))]),
      }}
    />
  );
}

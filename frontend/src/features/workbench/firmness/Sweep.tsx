import { keepPreviousData, useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useMemo, useState } from "react";
import { sensitivityQuery, sweepQuery } from "../../../api/queries";
import { useName, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { Loading } from "../../../ui/Boundary";
import { Chart } from "../../../ui/Chart";
import { Failure } from "../../../ui/Failure";
import { compared, series as palette } from "../../../ui/theme";
import { topK } from "../useDesk";
import type { DeskState } from "../useDesk";
import { overrides, setWeight, unbounded } from "../weights";
import css from "../workbench.module.css";
import { nodesOf } from "./nodes";

const steps = 10;
const shown = 8;

/** Scores while one weight goes from nothing to everything, its siblings sharing the rest in proportion. */
export function Sweep({ desk }: { desk: DeskState }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { model, settled, nameOf } = desk;
  const nodes = useMemo(() => nodesOf(model), [model]);
  const [id, setId] = useState(nodes[0]?.node.id ?? "");
  const node = nodes.find((n) => n.node.id === id)?.node;
  const { data: sensitivity } = useSuspenseQuery(sensitivityQuery(settled, topK));
  const stability = sensitivity.nodes.find((n) => n.node === id);
  // The free range, without the model's bounds: what is asked is what would happen.
  const requests = useMemo(() => {
    const weights = desk.weights.weights;
    const tree = unbounded(model.tree);
    return Array.from({ length: steps + 1 }, (_, i) => ({
      ...settled,
      weights: overrides(model.tree, setWeight(tree, weights, new Set(), id, i / steps)),
    }));
  }, [desk.weights.weights, model.tree, settled, id]);
  const sweep = useQuery({ ...sweepQuery(requests), placeholderData: keepPreviousData });
  const picture = useMemo(() => {
    const answers = sweep.data;
    const middle = desk.result;
    if (!answers || !middle) return undefined;
    const lines = middle.alternatives.slice(0, shown).map((a) => ({
      iso3: a.iso3,
      scores: answers.map((r) => r.alternatives.find((x) => x.iso3 === a.iso3)?.score),
    }));
    return { lines, leaders: answers.map((r) => r.alternatives[0]?.iso3 ?? "") };
  }, [sweep.data, desk.result]);
  const option = useMemo(() => {
    const marks = [
      {
        xAxis: (stability?.weight ?? 0) * 100,
        lineStyle: { color: "#d55e00", width: 2 },
        label: { formatter: t("sweep.now") },
      },
      {
        xAxis: (stability?.first.low ?? 0) * 100,
        lineStyle: { color: "#5a6774", type: "dashed" as const },
        label: { show: false },
      },
      {
        xAxis: (stability?.first.high ?? 1) * 100,
        lineStyle: { color: "#5a6774", type: "dashed" as const },
        label: { show: false },
      },
    ];
    return {
      color: [...palette.slice(0, 5), ...compared],
      legend: { top: 0 },
      grid: { left: 44, right: 96, top: 48, bottom: 40 },
      tooltip: { trigger: "axis" as const, valueFormatter: (v: unknown) => format.score(Number(v)) },
      xAxis: {
        type: "value" as const,
        min: 0,
        max: 100,
        name: t("sweep.axis"),
        nameLocation: "middle" as const,
        nameGap: 26,
      },
      yAxis: { type: "value" as const, scale: true },
      series: (picture?.lines ?? []).map((l, i) => ({
        type: "line" as const,
        name: nameOf(l.iso3),
        symbol: "none",
        lineStyle: { width: 2, type: i < 5 ? ("solid" as const) : ("dashed" as const) },
        endLabel: { show: true, formatter: "{a}" },
        labelLayout: { moveOverlap: "shiftY" as const },
        data: l.scores.map((s, k) => [(k * 100) / steps, s ?? null]),
        markLine: i === 0 ? { symbol: "none", silent: true, data: marks } : undefined,
      })),
    };
  }, [picture, stability, nameOf, format, t]);
  if (sweep.error) return <Failure error={sweep.error} retry={() => void sweep.refetch()} />;
  if (!picture || !stability || !node) return <Loading />;
  const leader = nameOf(desk.result?.alternatives[0]?.iso3 ?? "");
  const summary = [
    t("sweep.keeps", {
      name: name(node.name),
      leader,
      low: format.percent(stability.first.low, 1),
      high: format.percent(stability.first.high, 1),
    }),
    stability.first.highRival ? t("sweep.above", { rival: nameOf(stability.first.highRival) }) : "",
    stability.first.lowRival ? t("sweep.below", { rival: nameOf(stability.first.lowRival) }) : "",
  ].join(t("app.sentenceSpace"));
  return (
    <div className={css.stack}>
      <label className={css.choose}>
        <span>{t("sweep.choose")}</span>
        <Select
          value={id}
          onChange={setId}
          showSearch={{ optionFilterProp: "label" }}
          options={nodes.map((n) => ({
            value: n.node.id,
            label: "\u2003".repeat(n.depth) + name(n.node.name),
          }))}
          style={{ width: 300 }}
          aria-label={t("sweep.choose")}
        />
      </label>
      <Chart
        option={option}
        height={420}
        title={t("sweep.title", { name: name(node.name) })}
        summary={summary}
        source={t("workbench.sourceLine", { model: desk.modelName, dataset: desk.result?.datasetId ?? "" })}
        table={{
          head: [t("sweep.axis"), ...picture.lines.map((l) => nameOf(l.iso3)), t("sweep.leader")],
          rows: picture.leaders.map((iso3, k) => [
            format.percent(k / steps),
            ...picture.lines.map((l) => format.score(l.scores[k])),
            nameOf(iso3),
          ]),
        }}
      />
    </div>
  );
}

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useMemo } from "react";
import { sweepQuery } from "../../../api/queries";
import { useName, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { Loading } from "../../../ui/Boundary";
import { Chart } from "../../../ui/Chart";
import { Failure } from "../../../ui/Failure";
import { compared, series as palette } from "../../../ui/theme";
import type { DeskState } from "../useDesk";
import css from "../workbench.module.css";
import { useParam } from "../../../ui/useParam";
import { nodesOf } from "./nodes";

const colours = [...palette.slice(0, 5), ...compared];
const dashes = ["solid", "dashed", "dotted"] as const;

/** Scores while one weight goes from nothing to everything, its siblings sharing the rest in proportion. */
export function Sweep({ desk }: { desk: DeskState }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { model, settled, nameOf } = desk;
  const nodes = useMemo(() => nodesOf(model), [model]);
  const [swept, setSwept] = useParam("sweep");
  const node = (nodes.find((n) => n.node.id === swept) ?? nodes[0])?.node;
  const id = node?.id ?? "";
  const {
    data: sweep,
    error,
    refetch,
  } = useQuery({
    ...sweepQuery(settled, id),
    placeholderData: keepPreviousData,
  });
  const lead = sweep?.leads.find((l) => l.from <= sweep.weight && sweep.weight <= l.to);
  const option = useMemo(() => {
    if (!sweep) return {};
    const stable: [{ name: string; xAxis: number }, { xAxis: number }] | undefined = lead && [
      { name: t("sweep.stable", { name: nameOf(lead.iso3) }), xAxis: lead.from * 100 },
      { xAxis: lead.to * 100 },
    ];
    const changes = new Set(sweep.leads.slice(1).map((l) => l.from));
    return {
      color: colours,
      legend: {
        top: 0,
        itemWidth: 32,
        itemStyle: { opacity: 0 },
        data: sweep.countries.map((c) => nameOf(c.iso3)),
      },
      grid: { left: 52, right: 96, top: 64, bottom: 44 },
      tooltip: { trigger: "item" as const },
      xAxis: {
        type: "value" as const,
        min: 0,
        max: 100,
        name: t("sweep.axis"),
        nameLocation: "middle" as const,
        nameGap: 28,
      },
      yAxis: { type: "value" as const, scale: true, name: t("table.score") },
      series: [
        ...sweep.countries.map((c, i) => ({
          type: "line" as const,
          name: nameOf(c.iso3),
          symbol: "none",
          silent: true,
          lineStyle: { width: 2, type: dashes[Math.floor(i / 5) % dashes.length] },
          endLabel: { show: true, formatter: "{a}", color: "#1b2733" },
          labelLayout: { moveOverlap: "shiftY" as const },
          data: c.scores.map((s, k) => [(sweep.at[k] ?? 0) * 100, s ?? null]),
          markArea:
            i === 0 && stable
              ? {
                  silent: true,
                  itemStyle: { color: "#0b5cad", opacity: 0.08 },
                  label: { show: true, position: "insideTopLeft" as const, color: "#0b4f94", fontSize: 11 },
                  data: [stable],
                }
              : undefined,
          markLine:
            i === 0
              ? {
                  symbol: "none",
                  silent: true,
                  data: [
                    {
                      xAxis: sweep.weight * 100,
                      lineStyle: { color: "#d55e00", width: 2, type: "solid" as const },
                      label: { formatter: `${t("sweep.now")} ${format.percent(sweep.weight, 1)}` },
                    },
                  ],
                }
              : undefined,
        })),
        {
          type: "scatter" as const,
          z: 6,
          data: sweep.crossings.map((c) => {
            const first =
              changes.has(c.weight) && sweep.leads.some((l) => l.from === c.weight && l.iso3 === c.behind);
            return {
              value: [c.weight * 100, c.score],
              symbolSize: first ? 11 : 6,
              itemStyle: {
                color: first ? "#d55e00" : "#ffffff",
                borderColor: first ? "#ffffff" : "#1b2733",
                borderWidth: 1,
              },
              label: {
                show: first,
                position: "top" as const,
                color: "#1b2733",
                formatter: format.percent(c.weight, 1),
              },
              tooltip: {
                formatter: t("sweep.crossing", {
                  weight: format.percent(c.weight, 1),
                  ahead: nameOf(c.ahead),
                  behind: nameOf(c.behind),
                }),
              },
            };
          }),
        },
      ],
    };
  }, [sweep, lead, nameOf, format, t]);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!sweep || !node) return <Loading />;
  const at = sweep.leads.findIndex((l) => l === lead);
  const [below, above] = [sweep.leads[at - 1], sweep.leads[at + 1]];
  const summary = [
    lead
      ? t("sweep.keeps", {
          name: name(node.name),
          leader: nameOf(lead.iso3),
          low: format.percent(lead.from, 1),
          high: format.percent(lead.to, 1),
        })
      : "",
    above ? t("sweep.above", { rival: nameOf(above.iso3) }) : "",
    below ? t("sweep.below", { rival: nameOf(below.iso3) }) : "",
  ].join(t("app.sentenceSpace"));
  const leaderAt = (weight: number) =>
    sweep.leads.find((l) => l.from <= weight && weight <= l.to)?.iso3 ?? "";
  return (
    <div className={css.stack}>
      <label className={css.choose}>
        <span>{t("sweep.choose")}</span>
        <Select
          value={id}
          onChange={setSwept}
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
        height={460}
        title={t("sweep.title", { name: name(node.name) })}
        note={t("sweep.note")}
        summary={summary}
        source={desk.source}
        table={{
          head: [t("sweep.axis"), ...sweep.countries.map((c) => nameOf(c.iso3)), t("sweep.leader")],
          rows: sweep.at.map((weight, k) => [
            format.percent(weight),
            ...sweep.countries.map((c) => format.score(c.scores[k] ?? undefined)),
            nameOf(leaderAt(weight)),
          ]),
        }}
      />
      {sweep.crossings.length > 0 && (
        <section>
          <h3>{t("sweep.crossings")}</h3>
          <table className={css.breakdown} aria-label={t("sweep.crossings")}>
            <thead>
              <tr>
                <th scope="col" className={css.right}>
                  {t("sweep.axis")}
                </th>
                <th scope="col">{t("sweep.upTo")}</th>
                <th scope="col">{t("sweep.beyond")}</th>
                <th scope="col" className={css.right}>
                  {t("table.score")}
                </th>
              </tr>
            </thead>
            <tbody>
              {sweep.crossings.map((c) => (
                <tr key={`${c.weight} ${c.ahead} ${c.behind}`}>
                  <td className={css.right}>{format.fixed(c.weight * 100, 1)}</td>
                  <td>{t("sweep.order", { first: nameOf(c.ahead), second: nameOf(c.behind) })}</td>
                  <td>{t("sweep.order", { first: nameOf(c.behind), second: nameOf(c.ahead) })}</td>
                  <td className={css.right}>{format.score(c.score)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </div>
  );
}

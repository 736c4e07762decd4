import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Select } from "antd";
import { useMemo, useState } from "react";
import { robustnessQuery } from "../../../api/queries";
import type { Simulation } from "../../../api/types";
import { useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { Loading } from "../../../ui/Boundary";
import { Chart } from "../../../ui/Chart";
import { Failure } from "../../../ui/Failure";
import { sequential } from "../../../ui/theme";
import { largeRunKey, runLarge, seedsOf } from "./largeRun";
import { topK } from "../useDesk";
import type { DeskState } from "../useDesk";
import css from "../workbench.module.css";

/** The first follows the sliders; the others are long work, begun knowingly. */
const sizes = [10_000, 100_000, 500_000, 1_000_000];
const shown = 20;

/** Ranks under randomly drawn weights: how often each country takes each rank, and beats each other. */
export function Draws({ desk }: { desk: DeskState }) {
  const t = useT();
  const format = useFormat();
  const [draws, setDraws] = useState(sizes[0] ?? 10_000);
  const [picture, setPicture] = useState<"ranks" | "pairs">("ranks");
  const queries = useQueryClient();
  const quick = useQuery({
    ...robustnessQuery(desk.settled, sizes[0] ?? 10_000, topK),
    placeholderData: keepPreviousData,
  });
  const large = useQuery<Simulation>({
    queryKey: largeRunKey(desk.settled, draws, topK),
    enabled: false,
    gcTime: Infinity,
  });
  const { error, isFetching, refetch } = quick;
  const data = draws === sizes[0] ? quick.data : (large.data ?? quick.data);
  const begin = (size: number) => {
    setDraws(size);
    if (size === sizes[0]) return;
    const title = t("draws.work", { draws: format.integer(size), model: desk.modelName });
    const to = window.location.pathname + window.location.search;
    void runLarge(queries, desk.settled, size, topK, title, to);
  };
  if (!data) return error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />;
  const first = data.countries[0];
  return (
    <div className={css.stack} aria-busy={isFetching}>
      <p className={css.choose}>
        <span>{t("draws.size")}</span>
        <Select
          value={draws}
          onChange={begin}
          options={sizes.map((n) => ({ value: n, label: format.integer(n) }))}
          style={{ width: 110 }}
          aria-label={t("draws.size")}
        />
        <Select
          value={picture}
          onChange={setPicture}
          options={(["ranks", "pairs"] as const).map((p) => ({ value: p, label: t(`draws.${p}`) }))}
          style={{ width: 170 }}
          aria-label={t("draws.picture")}
        />
        <span className={css.hint}>{t("draws.how", { seed: seedsOf(data) })}</span>
        {draws !== sizes[0] && (
          <span className={css.hint} role="status">
            {t("draws.soFar", { n: format.integer(data.draws), all: format.integer(draws) })}
          </span>
        )}
        {isFetching && <span className={css.hint}>{t("workbench.working")}</span>}
      </p>
      {first && (
        <p className={css.sentence}>
          {t("draws.first", {
            name: desk.nameOf(first.iso3),
            share: format.percent(first.first, 1),
            error: format.percent(2 * first.firstError, 1),
            top: format.percent(first.top, 1),
            k: data.topK,
          })}
        </p>
      )}
      {picture === "ranks" ? <Acceptability data={data} desk={desk} /> : <Pairs data={data} desk={desk} />}
      <FirmnessTable data={data} desk={desk} />
    </div>
  );
}

const scale = (max: number, text: (x: number) => string) => ({
  min: 0,
  max,
  text: [text(max), text(0)],
  textGap: 6,
  precision: 2,
  calculable: false,
  orient: "horizontal" as const,
  right: 0,
  top: 0,
  itemHeight: 120,
  itemWidth: 12,
  inRange: { color: ["#ffffff", ...sequential] },
});

// Shares worth reading are written into their cells.
const readable = 0.05;
const cellLabel = {
  show: true,
  fontSize: 10,
  formatter: (p: { data?: unknown }) => {
    const share = Array.isArray(p.data) ? Number(p.data[2]) : 0;
    return share >= readable ? String(Math.round(share * 100)) : "";
  },
};

function Acceptability({ data, desk }: { data: Simulation; desk: DeskState }) {
  const t = useT();
  const format = useFormat();
  const rows = useMemo(() => data.countries.slice(0, shown), [data]);
  const ranks = Math.min(shown, data.countries.length);
  const option = useMemo(
    () => ({
      grid: { left: 96, right: 16, top: 32, bottom: 44 },
      xAxis: {
        type: "category" as const,
        data: Array.from({ length: ranks }, (_, i) => String(i + 1)),
        name: t("table.rank"),
        nameLocation: "middle" as const,
        nameGap: 26,
      },
      yAxis: { type: "category" as const, inverse: true, data: rows.map((c) => desk.nameOf(c.iso3)) },
      tooltip: {
        formatter: (p: unknown) =>
          cellText(p, (x, y, v) =>
            t("draws.takes", {
              name: desk.nameOf(rows[y]?.iso3 ?? ""),
              rank: x + 1,
              share: format.percent(v, 1),
            }),
          ),
      },
      visualMap: scale(Math.max(...rows.flatMap((c) => c.acceptability)), (x) => format.percent(x)),
      series: [
        {
          type: "heatmap" as const,
          label: cellLabel,
          itemStyle: { borderColor: "#eef1f4", borderWidth: 1 },
          data: rows.flatMap((c, y) => c.acceptability.slice(0, ranks).map((v, x) => [x, y, v])),
        },
      ],
    }),
    [rows, ranks, desk, format, t],
  );
  return (
    <Chart
      option={option}
      height={80 + rows.length * 22}
      title={t("draws.ranks")}
      note={t("draws.ranksNote", { n: rows.length })}
      summary={rows
        .slice(0, 3)
        .map((c) => {
          const rank = c.acceptability.indexOf(Math.max(...c.acceptability));
          return t("draws.mostly", {
            name: desk.nameOf(c.iso3),
            rank: rank + 1,
            share: format.percent(c.acceptability[rank], 1),
          });
        })
        .join(t("app.sentenceSpace"))}
      source={`${desk.source}${t("app.listComma")}${t("draws.source", { draws: format.integer(data.draws), seed: seedsOf(data) })}`}
      table={{
        head: [t("table.country"), ...Array.from({ length: ranks }, (_, i) => String(i + 1))],
        rows: rows.map((c) => [
          desk.nameOf(c.iso3),
          ...c.acceptability.slice(0, ranks).map((v) => (v < 5e-4 ? "" : format.percent(v, 1))),
        ]),
      }}
    />
  );
}

function cellText(p: unknown, text: (x: number, y: number, v: number) => string): string {
  if (typeof p !== "object" || p === null || !("data" in p) || !Array.isArray(p.data)) return "";
  return text(Number(p.data[0]), Number(p.data[1]), Number(p.data[2]));
}

/** Of neighbours in the order, the two whose order is the least certain. */
function closest(data: Simulation, n: number): [number, number, number][] {
  const pairs: [number, number, number][] = [];
  for (let i = 0; i + 1 < n; i++) {
    const share = data.pairwise[i]?.[i + 1];
    if (typeof share === "number") pairs.push([i, i + 1, share]);
  }
  return pairs.sort((a, b) => Math.abs(a[2] - 0.5) - Math.abs(b[2] - 0.5)).slice(0, 1);
}

function Pairs({ data, desk }: { data: Simulation; desk: DeskState }) {
  const t = useT();
  const format = useFormat();
  const n = Math.min(shown, data.countries.length);
  const names = useMemo(() => data.countries.slice(0, n).map((c) => desk.nameOf(c.iso3)), [data, n, desk]);
  const option = useMemo(
    () => ({
      grid: { left: 96, right: 16, top: 40, bottom: 96 },
      xAxis: { type: "category" as const, data: names, axisLabel: { rotate: 60, interval: 0 } },
      yAxis: { type: "category" as const, inverse: true, data: names },
      tooltip: {
        formatter: (p: unknown) =>
          cellText(p, (x, y, v) =>
            t("draws.beats", { a: names[y] ?? "", b: names[x] ?? "", share: format.percent(v, 1) }),
          ),
      },
      visualMap: scale(1, (x) => format.percent(x)),
      series: [
        {
          type: "heatmap" as const,
          label: cellLabel,
          itemStyle: { borderColor: "#eef1f4", borderWidth: 1 },
          data: data.pairwise
            .slice(0, n)
            .flatMap((row, y) => row.slice(0, n).map((v, x) => [x, y, v ?? "-"])),
        },
      ],
    }),
    [data, n, names, format, t],
  );
  return (
    <Chart
      option={option}
      height={170 + n * 22}
      title={t("draws.pairs")}
      note={t("draws.pairsNote")}
      summary={closest(data, n)
        .map(([i, j, share]) =>
          t("draws.closest", { a: names[i] ?? "", b: names[j] ?? "", share: format.percent(share, 1) }),
        )
        .join(t("app.sentenceSpace"))}
      source={`${desk.source}${t("app.listComma")}${t("draws.source", { draws: format.integer(data.draws), seed: seedsOf(data) })}`}
      table={{
        head: [t("table.country"), ...names],
        rows: data.pairwise
          .slice(0, n)
          .map((row, i) => [
            names[i] ?? "",
            ...row.slice(0, n).map((v) => (typeof v === "number" ? format.percent(v) : "")),
          ]),
      }}
    />
  );
}

function FirmnessTable({ data, desk }: { data: Simulation; desk: DeskState }) {
  const t = useT();
  const format = useFormat();
  return (
    <table className={css.breakdown}>
      <thead>
        <tr>
          <th scope="col" className={css.right}>
            {t("table.rank")}
          </th>
          <th scope="col">{t("table.country")}</th>
          <th scope="col" className={css.right}>
            {t("draws.expected")}
          </th>
          <th scope="col" className={css.right}>
            {t("draws.sd")}
          </th>
          <th scope="col" className={css.right}>
            {t("table.ranks")}
          </th>
          <th scope="col" className={css.right}>
            {t("draws.pFirst")}
          </th>
          <th scope="col" className={css.right}>
            {t("draws.pTop", { k: data.topK })}
          </th>
        </tr>
      </thead>
      <tbody>
        {data.countries.map((c) => (
          <tr key={c.iso3}>
            <td className={css.right}>{c.rank}</td>
            <th scope="row">{desk.nameOf(c.iso3)}</th>
            <td className={css.right}>{format.fixed(c.expectedRank, 1)}</td>
            <td className={css.right}>{format.fixed(c.rankSd, 1)}</td>
            <td className={css.right}>
              {c.rankLow}–{c.rankHigh}
            </td>
            <td className={css.right}>{format.percent(c.first, 1)}</td>
            <td className={css.right}>{format.percent(c.top, 1)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

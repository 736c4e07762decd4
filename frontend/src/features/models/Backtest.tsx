import { useSuspenseQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useParams, useSearchParams } from "react-router";
import { backtestQuery } from "../../api/models";
import type { Backtest as Findings, BacktestResult } from "../../api/models";
import { modelQuery, useCatalogue } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { none, useFormat } from "../../i18n/format";
import type { Format } from "../../i18n/format";
import { Boundary } from "../../ui/Boundary";
import { Nothing, Page, Panel } from "../../ui/Page";
import css from "./editor.module.css";

const horizons = [3, 5, 10];

/** A model's order of past years against what came after: how far it agrees, and what chance alone gives. */
export default function Backtest() {
  const t = useT();
  const name = useName();
  const { id = "" } = useParams();
  const [params, setParams] = useSearchParams();
  const { data: model } = useSuspenseQuery(modelQuery(id));
  const { regions } = useCatalogue();
  const horizon = horizons.find((h) => String(h) === params.get("horizon")) ?? 5;
  const region = regions.find((r) => r.id === params.get("region"))?.id ?? "";
  const set = (key: string, value: string) =>
    setParams((before) => new URLSearchParams([...[...before].filter(([k]) => k !== key), [key, value]]), {
      replace: true,
    });
  return (
    <Page
      title={t("backtest.title")}
      trail={[
        { label: t("nav.models"), to: "/models" },
        { label: name(model.name), to: `/models/${model.id}` },
      ]}
      note={t("workbench.version", { version: model.version })}
      extra={
        <>
          <label className={css.bar}>
            {t("scope.region")}
            <select className={css.select} value={region} onChange={(e) => set("region", e.target.value)}>
              <option value="">{t("backtest.everywhere")}</option>
              {regions.map((r) => (
                <option key={r.id} value={r.id}>
                  {name(r.name)}
                </option>
              ))}
            </select>
          </label>
          <label className={css.bar}>
            {t("backtest.horizon")}
            <select className={css.select} value={horizon} onChange={(e) => set("horizon", e.target.value)}>
              {horizons.map((h) => (
                <option key={h} value={h}>
                  {t("backtest.years", { n: h })}
                </option>
              ))}
            </select>
          </label>
        </>
      }
    >
      <Alert
        className={css.banner}
        type="info"
        showIcon
        title={t("backtest.check")}
        description={t("backtest.checkText")}
      />
      <Boundary resetKey={`${horizon} ${region}`}>
        <Found id={model.id} horizon={horizon} region={region} />
      </Boundary>
    </Page>
  );
}

function Found({ id, horizon, region }: { id: string; horizon: number; region: string }) {
  const t = useT();
  const { data } = useSuspenseQuery(
    backtestQuery({ modelId: id, horizon, ...(region && { scope: { regions: [region] } }) }),
  );
  return (
    <div className={css.stack}>
      {(["manufacturingChange", "fdiMean"] as const).map((outcome) => (
        <Outcome key={outcome} outcome={outcome} data={data} />
      ))}
      <p className={css.hint}>
        {t("backtest.how", { draws: data.draws, seed: data.seed, dataset: data.datasetId })}
        {data.negativeList &&
          t("app.sentenceSpace") +
            t("backtest.underList", { version: data.negativeList.version, on: data.negativeList.on })}
      </p>
    </div>
  );
}

function Outcome({ outcome, data }: { outcome: BacktestResult["outcome"]; data: Findings }) {
  const t = useT();
  const format = useFormat();
  const rows = data.years.flatMap((y) =>
    y.outcomes.filter((o) => o.outcome === outcome).map((o) => ({ year: y.year, ...o })),
  );
  const known = rows.filter((r) => r.spearman !== undefined);
  const outside = known.filter((r) => !r.nothing);
  return (
    <Panel flush title={t(`backtest.outcome.${outcome}`, { n: data.horizon })}>
      {known.length === 0 ? (
        <Nothing>{t("backtest.tooFew")}</Nothing>
      ) : (
        <p className={css.treeHint}>
          <strong>
            {outside.length === 0
              ? t("backtest.nothingAtAll", { n: known.length })
              : t("backtest.someOutside", { n: known.length, k: outside.length })}
          </strong>{" "}
          {t("backtest.expected", { e: format.fixed(known.length * 0.05, 1) })}
        </p>
      )}
      <table className={css.table} aria-label={t(`backtest.outcome.${outcome}`, { n: data.horizon })}>
        <thead>
          <tr>
            <th scope="col">{t("backtest.year")}</th>
            <th scope="col" className={css.right}>
              {t("backtest.n")}
            </th>
            <th scope="col" className={css.right}>
              {t("backtest.spearman")}
            </th>
            <th scope="col" className={css.right}>
              {t("backtest.interval")}
            </th>
            <th scope="col" aria-hidden />
            <th scope="col" className={css.right}>
              p
            </th>
            <th scope="col">{t("backtest.finding")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.year}>
              <th scope="row">{t("backtest.window", { from: r.year, to: r.year + data.horizon })}</th>
              <td className={css.right}>{format.integer(r.n)}</td>
              <td className={css.right}>{signed(r.spearman, format)}</td>
              <td className={css.right}>
                {r.low === undefined
                  ? none
                  : t("backtest.range", { low: signed(r.low, format), high: signed(r.high, format) })}
              </td>
              <td>
                <Strip result={r} />
              </td>
              <td className={css.right}>{r.pValue === undefined ? none : format.fixed(r.pValue, 3)}</td>
              <td>
                {r.spearman === undefined
                  ? t("backtest.noData")
                  : r.nothing
                    ? t("backtest.nothing")
                    : t(r.spearman > 0 ? "backtest.outsideUp" : "backtest.outsideDown")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

const signed = (x: number | undefined, format: Format) => (x === undefined ? none : format.signed(x, 2));

const width = 140; // px, from −1 to +1

/** The figure as a dot on the band that chance gives; the same numbers stand beside it. */
function Strip({ result }: { result: BacktestResult }) {
  const { spearman, low, high, nothing } = result;
  if (spearman === undefined || low === undefined || high === undefined) return null;
  const x = (v: number) => ((v + 1) / 2) * width;
  return (
    <svg width={width} height="14" aria-hidden>
      <line x1="0" x2={width} y1="7" y2="7" stroke="#d5dbe1" />
      <rect x={x(low)} y="3" width={Math.max(1, x(high) - x(low))} height="8" fill="#dfe5ea" />
      <line x1={x(0)} x2={x(0)} y1="1" y2="13" stroke="#8c96a0" />
      <circle
        cx={x(spearman)}
        cy="7"
        r="4"
        fill={nothing ? "#fff" : "#0b4f94"}
        stroke="#0b4f94"
        strokeWidth="1.5"
      />
    </svg>
  );
}

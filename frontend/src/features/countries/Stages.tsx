import { BarChartOutlined, TableOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useCatalogue } from "../../api/queries";
import type { Stage } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing, Panel } from "../../ui/Page";
import { Sparkline } from "../../ui/Sparkline";
import css from "./countries.module.css";

interface Props {
  stages: Stage[];
  /** Shows where a value comes from. */
  cite: (indicator: string, year: number) => void;
}

/** Stage of industrialisation (Chen, Huang and Zhong 2006) with its five measures, newest and over the years. */
export function Stages({ stages, cite }: Props) {
  const t = useT();
  const format = useFormat();
  const className = useClassName();
  const [byYear, setByYear] = useState(false);
  const latest = stages.at(-1);
  const first = stages[0];
  if (!latest || !first) {
    return (
      <Panel title={t("stage.title")}>
        <Nothing>{t("stage.none")}</Nothing>
      </Panel>
    );
  }
  return (
    <Panel
      title={t("stage.title")}
      extra={
        <span className={css.muted}>
          <Link to="/stage-table">{t("stage.source")}</Link>{" "}
          <Button
            size="small"
            type="text"
            icon={byYear ? <BarChartOutlined /> : <TableOutlined />}
            onClick={() => setByYear(!byYear)}
          >
            {byYear ? t("stage.latest") : t("stage.history")}
          </Button>
        </span>
      }
    >
      <p className={css.stage}>
        <strong>{className(latest.class)}</strong>
        <button
          type="button"
          className={css.number}
          title={t("country.openSource")}
          onClick={() => cite("PS.STAGE.IDX", latest.year)}
        >
          {t("stage.index", { index: format.fixed(latest.index, 1), year: latest.year })}
        </button>
        <Sparkline
          points={stages.map((s) => ({ x: s.year, y: s.index }))}
          from={first.year}
          to={latest.year}
          label={t("country.trendLabel", {
            from: first.year,
            to: latest.year,
            first: format.fixed(first.index, 1),
            last: format.fixed(latest.index, 1),
          })}
          width={180}
          height={30}
        />
      </p>
      {byYear ? (
        <History stages={stages} cite={cite} />
      ) : (
        <Parts stages={stages} latest={latest} first={first} cite={cite} />
      )}
    </Panel>
  );
}

function useClassName() {
  const t = useT();
  const format = useFormat();
  return (id: string | undefined) => {
    const key = `stage.${id ?? ""}`;
    return isKey(key) ? t(key) : format.exact(undefined);
  };
}

type Part = Stage["parts"][number];

/** What a measure is called, and its indicator, which the parts that have a value name. */
function useMeasure(stages: Stage[]) {
  const t = useT();
  const name = useName();
  const { indicators } = useCatalogue();
  return (id: string) => {
    const parts = stages.flatMap((s) => s.parts.filter((p) => p.measure === id));
    const code = parts.find((p) => p.input?.indicator)?.input?.indicator;
    const indicator = indicators.find((i) => i.code === code);
    const key = `stage.measure.${id}`;
    return { label: isKey(key) ? t(key) : name(indicator?.name) || id, unit: name(indicator?.unit) };
  };
}

function Parts({
  stages,
  latest,
  first,
  cite,
}: {
  stages: Stage[];
  latest: Stage;
  first: Stage;
  cite: Props["cite"];
}) {
  const t = useT();
  const format = useFormat();
  const className = useClassName();
  const measure = useMeasure(stages);
  const scores = (id: string) =>
    stages.flatMap((s) => {
      const score = s.parts.find((p) => p.measure === id)?.score;
      return score === undefined ? [] : [{ x: s.year, y: score }];
    });
  const limits = (p: Part) =>
    t("stage.limits", { list: p.limits.map((x) => format.quantity(x, "").text).join(t("app.listComma")) });
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">{t("stage.measure")}</th>
          <th scope="col" className={css.right}>
            {t("breakdown.value")}
          </th>
          <th scope="col" className={css.right}>
            {t("breakdown.year")}
          </th>
          <th scope="col">{t("stage.class")}</th>
          <th scope="col" className={css.right}>
            {t("table.score")}
          </th>
          <th scope="col">{t("stage.scores", { from: first.year })}</th>
          <th scope="col" className={css.right}>
            {t("breakdown.weight")}
          </th>
        </tr>
      </thead>
      <tbody>
        {latest.parts.map((p) => {
          const { label, unit } = measure(p.measure);
          const line = scores(p.measure);
          const input = p.input;
          return (
            <tr key={p.measure}>
              <th scope="row">
                {label} <span className={css.muted}>{unit}</span>
              </th>
              <td className={css.right}>
                {input?.indicator ? (
                  <button
                    type="button"
                    className={css.number}
                    title={limits(p)}
                    onClick={() => cite(input.indicator ?? "", input.year)}
                  >
                    {format.quantity(input.value, "").text}
                  </button>
                ) : (
                  t("status.missing")
                )}
              </td>
              <td className={css.right}>{input?.year ?? format.exact(undefined)}</td>
              <td className={css.nowrap}>{className(p.class)}</td>
              <td className={css.right}>{format.fixed(p.score, 1)}</td>
              <td>
                <Sparkline
                  points={line}
                  from={first.year}
                  to={latest.year}
                  width={84}
                  label={t("stage.scoreLabel", {
                    name: label,
                    from: line[0]?.x ?? first.year,
                    first: format.fixed(line[0]?.y, 1),
                    to: line.at(-1)?.x ?? latest.year,
                    last: format.fixed(line.at(-1)?.y, 1),
                  })}
                />
              </td>
              <td className={css.right}>{format.percent(p.weight)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Index, class and the score of every part, year by year, newest first; a click shows where one comes from. */
function History({ stages, cite }: Props) {
  const t = useT();
  const format = useFormat();
  const className = useClassName();
  const measure = useMeasure(stages);
  const ids = stages.at(-1)?.parts.map((p) => p.measure) ?? [];
  return (
    <div className={css.history} tabIndex={0} role="region" aria-label={t("stage.history")}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("breakdown.year")}</th>
            <th scope="col" className={css.right}>
              {t("country.index")}
            </th>
            <th scope="col">{t("stage.class")}</th>
            {ids.map((id) => (
              <th key={id} scope="col" className={css.right}>
                {measure(id).label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...stages].reverse().map((s) => (
            <tr key={s.year}>
              <th scope="row">{s.year}</th>
              <td className={css.right}>{format.fixed(s.index, 1)}</td>
              <td className={css.nowrap}>{className(s.class)}</td>
              {ids.map((id) => {
                const p = s.parts.find((x) => x.measure === id);
                const input = p?.input;
                return (
                  <td key={id} className={css.right}>
                    {p && input?.indicator ? (
                      <button
                        type="button"
                        className={css.number}
                        title={t("stage.scoreOf", {
                          value: format.quantity(input.value, "").text,
                          year: input.year,
                        })}
                        onClick={() => cite(input.indicator ?? "", input.year)}
                      >
                        {format.fixed(p.score, 1)}
                      </button>
                    ) : (
                      t("status.missing")
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { useCatalogue } from "../../api/queries";
import type { Stage } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing, Panel } from "../../ui/Page";
import { Sparkline } from "../../ui/Sparkline";
import css from "./countries.module.css";

/** Stage of industrialisation (Chen, Huang and Zhong 2006) with its five measures. */
export function Stages({ stages }: { stages: Stage[] }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators } = useCatalogue();
  const latest = stages.at(-1);
  const first = stages[0];
  const className = (id: string | undefined) => {
    const key = `stage.${id ?? ""}`;
    return isKey(key) ? t(key) : format.exact(undefined);
  };
  if (!latest || !first) {
    return (
      <Panel title={t("stage.title")}>
        <Nothing>{t("stage.none")}</Nothing>
      </Panel>
    );
  }
  const measure = (id: string, indicator: string | undefined) => {
    const key = `stage.measure.${id}`;
    return isKey(key) ? t(key) : name(indicators.find((i) => i.code === indicator)?.name) || id;
  };
  return (
    <Panel title={t("stage.title")} extra={<span className={css.muted}>{t("stage.source")}</span>}>
      <p className={css.stage}>
        <strong>{className(latest.class)}</strong>
        <span>{t("stage.index", { index: format.fixed(latest.index, 1), year: latest.year })}</span>
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
            <th scope="col" className={css.right}>
              {t("breakdown.weight")}
            </th>
          </tr>
        </thead>
        <tbody>
          {latest.parts.map((p) => (
            <tr key={p.measure}>
              <th scope="row">{measure(p.measure, p.input?.indicator)}</th>
              <td className={css.right}>{format.quantity(p.input?.value, "").text}</td>
              <td className={css.right}>{p.input?.year ?? format.exact(undefined)}</td>
              <td>{className(p.class)}</td>
              <td className={css.right}>{format.fixed(p.score, 1)}</td>
              <td className={css.right}>{format.percent(p.weight)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

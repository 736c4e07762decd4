import type { Indicator, Result } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import css from "./workbench.module.css";

interface Props {
  result: Result;
  nameOf: (iso3: string) => string;
  indicators: Indicator[];
}

/** Countries of the scope that are not ranked, and why. */
export function Excluded({ result, nameOf, indicators }: Props) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  if (result.excluded.length === 0) return null;
  return (
    <Panel title={t("excluded.title", { n: result.excluded.length })} flush>
      <table className={css.breakdown}>
        <thead>
          <tr>
            <th scope="col">{t("table.country")}</th>
            <th scope="col">{t("excluded.reason")}</th>
            <th scope="col">{t("breakdown.criterion")}</th>
            <th scope="col" className={css.right}>
              {t("breakdown.value")}
            </th>
            <th scope="col" className={css.right}>
              {t("excluded.threshold")}
            </th>
          </tr>
        </thead>
        <tbody>
          {result.excluded.map((x) => {
            const key = `excluded.${x.reason}`;
            const indicator = indicators.find((i) => i.code === x.criterion);
            return (
              <tr key={x.iso3 + x.reason + (x.criterion ?? "")}>
                <th scope="row">{nameOf(x.iso3)}</th>
                <td>
                  {isKey(key) ? t(key) : x.reason}
                  {x.text && <span className={css.hint}> {name(x.text)}</span>}
                </td>
                <td>{indicator ? name(indicator.name) : (x.criterion ?? "")}</td>
                <td className={css.right}>{format.exact(x.value)}</td>
                <td className={css.right}>{format.exact(x.threshold)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

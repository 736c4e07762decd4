import { useCatalogue } from "../../../api/queries";
import type { Explanation } from "../../../api/types";
import { useName, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import css from "../workbench.module.css";

/** What would have to change for the lower one to win: weights, or one value. */
export function Counterfactuals({
  explanation: e,
  nameOf,
}: {
  explanation: Explanation;
  nameOf: (iso3: string) => string;
}) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators } = useCatalogue();
  const indicatorName = (code: string) => name(indicators.find((i) => i.code === code)?.name) || code;
  const unit = (code: string) => name(indicators.find((i) => i.code === code)?.unit);
  const changes = e.values.filter((v) => v.to !== undefined);
  return (
    <div>
      <h3>{t("turn.title", { b: nameOf(e.b) })}</h3>
      <h4>{t("turn.weights")}</h4>
      {e.transfer ? (
        <>
          <p>
            {t("turn.transfer", {
              mass: format.percent(e.transfer.mass, 1),
              to: indicatorName(e.transfer.to),
              a: nameOf(e.a),
              b: nameOf(e.b),
            })}
          </p>
          <ul className={css.moves}>
            {e.transfer.moves.map((m) => (
              <li key={m.from}>
                {t("turn.from", { name: indicatorName(m.from), mass: format.percent(m.mass, 1) })}
              </li>
            ))}
          </ul>
          {!e.transfer.exact && <p className={css.hint}>{t("turn.gapsHeld")}</p>}
        </>
      ) : (
        <p>{t("turn.noWeights")}</p>
      )}
      <h4>{t("turn.values")}</h4>
      {changes.length === 0 ? (
        <p>{t("turn.noValue", { b: nameOf(e.b) })}</p>
      ) : (
        <table className={css.breakdown}>
          <thead>
            <tr>
              <th scope="col">{t("breakdown.criterion")}</th>
              <th scope="col">{t("breakdown.unit")}</th>
              <th scope="col" className={css.right}>
                {t("turn.now", { b: nameOf(e.b) })}
              </th>
              <th scope="col" className={css.right}>
                {t("turn.needed")}
              </th>
              <th scope="col">{t("turn.seen")}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((v) => {
              const shown = format.quantities([v.from, v.to], unit(v.criterion));
              return (
                <tr key={v.criterion}>
                  <th scope="row">{indicatorName(v.criterion)}</th>
                  <td>{shown.unit}</td>
                  <td className={css.right} title={format.exact(v.from)}>
                    {shown.texts[0]}
                  </td>
                  <td className={css.right} title={format.exact(v.to)}>
                    {shown.texts[1]}
                  </td>
                  <td>{v.observed ? t("app.yes") : t("turn.notSeen")}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </div>
  );
}

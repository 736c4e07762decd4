import { useSuspenseQuery } from "@tanstack/react-query";
import { sensitivityQuery, useCatalogue } from "../../../api/queries";
import { useName, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { topK } from "../useDesk";
import type { DeskState } from "../useDesk";
import { Assumptions } from "./Assumptions";
import css from "../workbench.module.css";

/** Which single assumption moves the order most: a weight, one indicator, what is missing. */
export function Decides({ desk }: { desk: DeskState }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators } = useCatalogue();
  const { data } = useSuspenseQuery(sensitivityQuery(desk.settled, topK));
  const indicatorName = (code: string) => name(indicators.find((i) => i.code === code)?.name) || code;
  const { firmness, nameOf } = { firmness: data.firmness, nameOf: desk.nameOf };
  const effects = new Map(data.effects.map((e) => [e.criterion, e]));
  const without = [...data.without].sort(
    (a, b) => Number(b.leaderChanged) - Number(a.leaderChanged) || b.reversed - a.reversed,
  );
  const open = data.possible.filter((p) => p.best !== p.worst);
  return (
    <div className={css.stack}>
      <Assumptions desk={desk} />
      <section>
        <h3>{t("decides.first")}</h3>
        {firmness ? (
          <>
            <p className={css.sentence}>
              {t("decides.transfer", {
                a: nameOf(firmness.a),
                b: nameOf(firmness.b),
                mass: format.percent(firmness.mass, 1),
                to: indicatorName(firmness.to),
              })}
            </p>
            <ul className={css.moves}>
              {firmness.moves.map((m) => (
                <li key={m.from}>
                  {t("turn.from", { name: indicatorName(m.from), mass: format.percent(m.mass, 1) })}
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p className={css.sentence}>{t("decides.none")}</p>
        )}
      </section>
      <section>
        <h3>{t("decides.without")}</h3>
        <table className={css.breakdown}>
          <thead>
            <tr>
              <th scope="col">{t("decides.left")}</th>
              <th scope="col">{t("decides.leader")}</th>
              <th scope="col" className={css.right}>
                {t("decides.reversed")}
              </th>
              <th scope="col" className={css.right}>
                {t("decides.shift")}
              </th>
              <th scope="col">{t("decides.who")}</th>
              <th scope="col" className={css.right}>
                {t("decides.nominal")}
              </th>
              <th scope="col" className={css.right}>
                {t("decides.effective")}
              </th>
            </tr>
          </thead>
          <tbody>
            {without.map((w) => (
              <tr key={w.criterion}>
                <th scope="row">{indicatorName(w.criterion)}</th>
                <td>
                  {nameOf(w.leader ?? "")}{" "}
                  {w.leaderChanged && <span className={css.status}>{t("decides.changed")}</span>}
                </td>
                <td className={css.right}>{format.integer(w.reversed)}</td>
                <td className={css.right}>{w.maxShift}</td>
                <td>{nameOf(w.country ?? "")}</td>
                <td className={css.right}>{format.percent(effects.get(w.criterion)?.nominal, 1)}</td>
                <td className={css.right}>{format.percent(effects.get(w.criterion)?.effective, 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section>
        <h3>{t("decides.gaps")}</h3>
        {open.length === 0 ? (
          <p>{t("decides.noGaps")}</p>
        ) : (
          <table className={css.breakdown}>
            <thead>
              <tr>
                <th scope="col">{t("table.country")}</th>
                <th scope="col" className={css.right}>
                  {t("table.rank")}
                </th>
                <th scope="col" className={css.right}>
                  {t("decides.possible")}
                </th>
              </tr>
            </thead>
            <tbody>
              {open.map((p) => (
                <tr key={p.iso3}>
                  <th scope="row">{nameOf(p.iso3)}</th>
                  <td className={css.right}>{p.rank}</td>
                  <td className={css.right}>
                    {p.best}–{p.worst}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}

import type { DataDifference, DatasetEffect } from "../../api/data";
import { useCatalogue } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Move } from "../../ui/Move";
import { Nothing, Panel } from "../../ui/Page";
import css from "./data.module.css";

/** Values added, changed and removed, the largest changes first. */
export function Difference({ difference }: { difference: DataDifference }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { countries, indicators } = useCatalogue();
  const facts: [string, number][] = [
    [t("dataDifference.added"), difference.added],
    [t("dataDifference.changed"), difference.changed],
    [t("dataDifference.removed"), difference.removed],
    [t("dataDifference.sourceOnly"), difference.sourceOnly],
    [t("dataDifference.same"), difference.same],
  ];
  return (
    <Panel flush title={t("dataDifference.title")}>
      <dl className={`${css.facts} ${css.inset}`}>
        {facts.map(([label, n]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{format.integer(n)}</dd>
          </div>
        ))}
      </dl>
      {difference.changes.length === 0 ? (
        <Nothing>{t("dataDifference.none")}</Nothing>
      ) : (
        <div className={css.scroll} tabIndex={0} role="region" aria-label={t("dataDifference.title")}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t("table.country")}</th>
                <th scope="col">{t("breakdown.criterion")}</th>
                <th scope="col" className={css.right}>
                  {t("breakdown.year")}
                </th>
                <th scope="col" className={css.right}>
                  {t("dataDifference.old")}
                </th>
                <th scope="col" className={css.right}>
                  {t("dataDifference.new")}
                </th>
                <th scope="col" className={css.right}>
                  {t("dataDifference.relative")}
                </th>
              </tr>
            </thead>
            <tbody>
              {difference.changes.map((c) => (
                <tr key={`${c.iso3} ${c.indicator} ${c.year}`}>
                  <th scope="row">{name(countries.find((x) => x.iso3 === c.iso3)?.name) || c.iso3}</th>
                  <td>{name(indicators.find((x) => x.code === c.indicator)?.name) || c.indicator}</td>
                  <td className={css.right}>{c.year}</td>
                  <td className={css.right}>{format.exact(c.old ?? undefined)}</td>
                  <td className={css.right}>{format.exact(c.new ?? undefined)}</td>
                  <td className={css.right}>{c.relative > 0 ? format.percent(c.relative, 1) : "—"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

/** How the general model's order moves from the old data to the new. */
export function Effect({ effect }: { effect: DatasetEffect }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { countries } = useCatalogue();
  const moved = effect.shifts.filter((s) => s.rankBefore !== s.rankAfter);
  return (
    <Panel
      flush
      title={t("effect.title")}
      extra={<span>{t("effect.years", { before: effect.yearBefore, after: effect.yearAfter })}</span>}
    >
      {moved.length === 0 ? (
        <Nothing>{t("effect.none")}</Nothing>
      ) : (
        <div className={css.scroll} tabIndex={0} role="region" aria-label={t("effect.title")}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t("table.country")}</th>
                <th scope="col" className={css.right}>
                  {t("effect.before")}
                </th>
                <th scope="col" className={css.right}>
                  {t("effect.after")}
                </th>
                <th scope="col">{t("table.change")}</th>
                <th scope="col" className={css.right}>
                  {t("effect.scoreBefore")}
                </th>
                <th scope="col" className={css.right}>
                  {t("effect.scoreAfter")}
                </th>
              </tr>
            </thead>
            <tbody>
              {moved.map((s) => (
                <tr key={s.iso3}>
                  <th scope="row">{name(countries.find((x) => x.iso3 === s.iso3)?.name) || s.iso3}</th>
                  <td className={css.right}>{s.rankBefore ?? "—"}</td>
                  <td className={css.right}>{s.rankAfter ?? "—"}</td>
                  <td>
                    <Move before={s.rankBefore} after={s.rankAfter} />
                  </td>
                  <td className={css.right}>{format.score(s.scoreBefore)}</td>
                  <td className={css.right}>{format.score(s.scoreAfter)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

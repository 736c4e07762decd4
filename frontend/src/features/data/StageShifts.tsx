import type { StageEffects } from "../../api/data";
import { useCatalogue } from "../../api/queries";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing, Panel } from "../../ui/Page";
import css from "./data.module.css";

/** Whose stage another table would change: those that change class first, then by how far the index moves. */
export function StageShifts({ effects }: { effects: StageEffects }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { countries } = useCatalogue();
  const className = (id: string | undefined) => {
    const key = `stage.${id ?? ""}`;
    return isKey(key) ? t(key) : format.exact(undefined);
  };
  const size = (s: StageEffects["stages"][number]) =>
    (s.classBefore !== s.classAfter ? 1000 : 0) + Math.abs((s.indexAfter ?? 0) - (s.indexBefore ?? 0));
  const moved = effects.stages.filter((s) => size(s) > 1e-9).sort((a, b) => size(b) - size(a));
  return (
    <Panel flush title={t("stageTable.shifts", { year: effects.year, n: moved.length })}>
      {moved.length === 0 ? (
        <Nothing>{t("stageTable.noShifts")}</Nothing>
      ) : (
        <div className={css.scroll} tabIndex={0} role="region" aria-label={t("stage.title")}>
          <table className={css.table} aria-label={t("stage.title")}>
            <thead>
              <tr>
                <th scope="col">{t("table.country")}</th>
                <th scope="col" className={css.right}>
                  {t("dataDifference.old")}
                </th>
                <th scope="col">{t("stage.class")}</th>
                <th scope="col" className={css.right}>
                  {t("dataDifference.new")}
                </th>
                <th scope="col">{t("stage.class")}</th>
              </tr>
            </thead>
            <tbody>
              {moved.map((s) => (
                <tr key={s.iso3}>
                  <th scope="row">{name(countries.find((c) => c.iso3 === s.iso3)?.name) || s.iso3}</th>
                  <td className={css.right}>{format.fixed(s.indexBefore, 1)}</td>
                  <td>{className(s.classBefore)}</td>
                  <td className={css.right}>{format.fixed(s.indexAfter, 1)}</td>
                  <td>
                    {s.classBefore === s.classAfter ? (
                      className(s.classAfter)
                    ) : (
                      <strong>{className(s.classAfter)}</strong>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

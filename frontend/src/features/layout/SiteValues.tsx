import type { SiteValue } from "../../api/layouts";
import { Scroll } from "../../ui/Scroll";
import { useCatalogue } from "../../api/queries";
import type { SiteProfile } from "../../api/sites";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./layout.module.css";
import { useWords } from "./words";

/** Every indicator of a site: value, unit, year, grade, contribution, source, and what to know before relying on it. */
export function SiteValues({ site }: { site: SiteProfile }) {
  const t = useT();
  const name = useName();
  const words = useWords();
  const format = useFormat();
  const { sources } = useCatalogue();
  const criteria = new Map(site.score?.criteria.map((c) => [c.id, c]));
  const definition = new Map(site.indicators.map((i) => [i.code, i]));
  const source = (ids: string[]) =>
    words.list(
      ids.map((s) => (s === "USER" ? t("site.own") : (sources.find((x) => x.id === s)?.publisher ?? s))),
    ) || "—";
  return (
    <Scroll>
      <table className={css.table} aria-label={t("site.indicators")}>
        <thead>
          <tr>
            <th scope="col">{t("site.indicator")}</th>
            <th scope="col" className={css.right}>
              {t("site.value")}
            </th>
            <th scope="col">{t("site.unit")}</th>
            <th scope="col">{t("site.year")}</th>
            <th scope="col">{t("layout.col.grade")}</th>
            <th scope="col" className={css.right}>
              {t("site.contribution")}
            </th>
            <th scope="col">{t("site.sources")}</th>
            <th scope="col">{t("site.caveats")}</th>
          </tr>
        </thead>
        <tbody>
          {site.values.map((v) => {
            const c = criteria.get(v.indicator);
            const d = definition.get(v.indicator);
            const via = v.via ? site.names[v.via] : undefined;
            return (
              <tr key={v.indicator}>
                <th scope="row" title={name(d?.definition)}>
                  {name(d?.name)}
                </th>
                <td className={css.right}>
                  {v.value === undefined ? "—" : format.exact(Number(v.value.toFixed(2)))}
                </td>
                <td>{name(d?.unit)}</td>
                <td>{v.year ?? "—"}</td>
                <td className={v.grade === "C" ? css.weak : undefined}>
                  {v.grade
                    ? `${v.grade === "C" ? "⚠ " : ""}${t("layout.grade", { grade: v.grade })}`
                    : t("site.missing")}
                  {c && !c.counted && ` · ${t(c.filled ? "site.filled" : "site.notCounted")}`}
                </td>
                <td className={css.right}>{c ? format.score(c.contribution) : ""}</td>
                <td>{v.value === undefined ? "" : source(v.sourceIds)}</td>
                <td>
                  {via && (
                    <div>{t("site.viaAt", { name: words.site(via), km: format.integer(v.viaKm ?? 0) })}</div>
                  )}
                  <Caveats value={v} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function Caveats({ value }: { value: SiteValue }) {
  const t = useT();
  if (value.caveats.length === 0) return null;
  return (
    <ul className={css.caveats}>
      {value.caveats.map((key) => (
        <li key={key}>{isKey(key) ? t(key) : key}</li>
      ))}
    </ul>
  );
}

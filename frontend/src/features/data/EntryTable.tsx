import { useSuspenseQuery } from "@tanstack/react-query";
import { industriesQuery } from "../../api/data";
import type { NegativeEntry } from "../../api/data";
import { useCatalogue } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { none } from "../../i18n/format";
import css from "./data.module.css";

/** Entries of a negative list to read, on the screen and on paper. */
export function EntryTable({
  entries,
  label,
  className,
}: {
  entries: NegativeEntry[];
  label: string;
  className?: string;
}) {
  const t = useT();
  const name = useName();
  const { countries } = useCatalogue();
  const { data: industries } = useSuspenseQuery(industriesQuery);
  return (
    <table className={`${css.table} ${className ?? ""}`} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{t("table.country")}</th>
          <th scope="col">{t("negative.industry")}</th>
          <th scope="col">{t("negative.rule")}</th>
          <th scope="col">{t("excluded.reason")}</th>
          <th scope="col">{t("negative.source")}</th>
          <th scope="col">{t("negative.from")}</th>
          <th scope="col">{t("negative.to")}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((e, i) => (
          <tr key={i}>
            <th scope="row">{name(countries.find((c) => c.iso3 === e.iso3)?.name) || e.iso3}</th>
            <td>{name(industries.find((x) => x.id === e.industry)?.name) || e.industry}</td>
            <td>{t(`negative.${e.rule}`)}</td>
            <td>{name(e.reason) || e.reason.zh || e.reason.en}</td>
            <td>{e.source}</td>
            <td>{e.validFrom ?? none}</td>
            <td>{e.validTo ?? none}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { datasetsQuery, useCatalogue, useMay } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Copy } from "../../ui/Copy";
import { LinkButton } from "../../ui/LinkButton";
import { Nothing, Page, Panel } from "../../ui/Page";
import css from "./catalogue.module.css";

/** Versions of the data; one never changes once it is there. */
export default function Datasets() {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const mayImport = useMay("dataset.try");
  const { indicators } = useCatalogue();
  const { data: datasets } = useSuspenseQuery(datasetsQuery);
  const newest = datasets[0];
  return (
    <Page title={t("nav.datasets")} note={t("datasets.note")}>
      <div className={css.stack}>
        <Panel flush title={t("app.total", { n: datasets.length })}>
          {datasets.length === 0 ? (
            <Nothing
              action={
                mayImport && (
                  <LinkButton to="/data/import" type="primary">
                    {t("nav.import")}
                  </LinkButton>
                )
              }
            >
              {t("datasets.none")}
            </Nothing>
          ) : (
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("dataset.version")}</th>
                  <th scope="col">{t("dataset.created")}</th>
                  <th scope="col" className={css.right}>
                    {t("dataset.observations")}
                  </th>
                  <th scope="col" className={css.right}>
                    {t("dataset.countries")}
                  </th>
                  <th scope="col" className={css.right}>
                    {t("dataset.indicators")}
                  </th>
                  <th scope="col">{t("dataset.years")}</th>
                  <th scope="col">{t("dataset.reason")}</th>
                  <th scope="col">{t("dataset.digest")}</th>
                </tr>
              </thead>
              <tbody>
                {datasets.map((d) => (
                  <tr key={d.id}>
                    <th scope="row">
                      <Link to={`/datasets/${d.id}`}>{t("dataset.number", { number: d.number })}</Link>
                    </th>
                    <td>{format.time(d.createdAt)}</td>
                    <td className={css.right}>{format.integer(d.counts.observations)}</td>
                    <td className={css.right}>{format.integer(d.counts.countries)}</td>
                    <td className={css.right}>{format.integer(d.counts.indicators)}</td>
                    <td>
                      {d.firstYear}–{d.lastYear}
                    </td>
                    <td>{d.parentId ? d.reason : t("dataset.starting")}</td>
                    <td className={css.digest}>
                      <Copy text={d.digest} shown={`${d.digest.slice(0, 19)}…`} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Panel>
        {newest && (
          <Panel flush title={t("datasets.series", { number: newest.number })}>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("breakdown.criterion")}</th>
                  <th scope="col">{t("indicator.code")}</th>
                  <th scope="col" className={css.right}>
                    {t("dataset.observations")}
                  </th>
                  <th scope="col">{t("dataset.digest")}</th>
                </tr>
              </thead>
              <tbody>
                {newest.series.map((s) => (
                  <tr key={s.indicator}>
                    <th scope="row">{name(indicators.find((i) => i.code === s.indicator)?.name)}</th>
                    <td>{s.indicator}</td>
                    <td className={css.right}>{format.integer(s.observations)}</td>
                    <td className={css.digest}>{s.digest.slice(0, 19)}…</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Panel>
        )}
      </div>
    </Page>
  );
}

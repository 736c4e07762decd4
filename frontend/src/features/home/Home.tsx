import { useSuspenseQueries } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { datasetsQuery, modelQuery, previewQuery, useCatalogue } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Page, Panel } from "../../ui/Page";
import { series } from "../../ui/theme";
import css from "./home.module.css";

const shown = 10;

/** Where to go on: one's own work, the four strategies, the present order under the general model, the data it rests on. */
export default function Home({ work, start }: { work?: ReactNode; start: ReactNode }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { countries, strategies, regions } = useCatalogue();
  const [{ data: model }, { data: result }, { data: datasets }] = useSuspenseQueries({
    queries: [modelQuery("general"), previewQuery({ modelId: "general" }), datasetsQuery],
  });
  const dataset = datasets.find((d) => d.id === result.datasetId);
  const nameOf = (iso3: string) => name(countries.find((c) => c.iso3 === iso3)?.name);
  const regionOf = (iso3: string) => {
    const id = countries.find((c) => c.iso3 === iso3)?.region;
    return name(regions.find((r) => r.id === id)?.name);
  };
  return (
    <Page title={t("nav.home")} extra={start}>
      {work && <div className={css.work}>{work}</div>}
      <div className={css.grid}>
        <div className={css.column}>
          <Panel title={t("home.strategies")} flush>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("home.strategy")}</th>
                  <th scope="col">{t("home.members")}</th>
                  <th scope="col">{t("app.actions")}</th>
                </tr>
              </thead>
              <tbody>
                {strategies.map((s) => (
                  <tr key={s.id}>
                    <th scope="row">
                      {s.id} {name(s.name)}
                    </th>
                    <td>{s.members.map((m) => nameOf(m.iso3)).join(t("app.listComma"))}</td>
                    <td className={css.action}>
                      <Link to={`/workbench?role=${s.id}`}>{t("home.rank")}</Link>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Panel>
          <Panel title={t("home.regions")} flush>
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("scope.region")}</th>
                  <th scope="col" className={css.right}>
                    {t("home.candidates")}
                  </th>
                  <th scope="col">{t("home.leading")}</th>
                  <th scope="col">{t("app.actions")}</th>
                </tr>
              </thead>
              <tbody>
                {regions.map((r) => {
                  const within = result.alternatives.filter((a) => r.countries.includes(a.iso3));
                  return (
                    <tr key={r.id}>
                      <th scope="row">{name(r.name)}</th>
                      <td className={css.right}>{r.countries.length}</td>
                      <td>
                        {within
                          .slice(0, 3)
                          .map((a) => nameOf(a.iso3))
                          .join(t("app.listComma"))}
                      </td>
                      <td className={css.action}>
                        <Link to={`/workbench?region=${encodeURIComponent(r.id)}`}>{t("home.rank")}</Link>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </Panel>
        </div>
        <div className={css.column}>
          <Panel
            flush
            title={t("home.first", { n: shown })}
            extra={<Link to={`/models/${model.id}`}>{name(model.name)}</Link>}
          >
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col" className={css.right}>
                    {t("table.rank")}
                  </th>
                  <th scope="col">{t("table.country")}</th>
                  <th scope="col">{t("scope.region")}</th>
                  <th scope="col" className={css.right}>
                    {t("table.score")}
                  </th>
                  <th scope="col" className={css.barCell}>
                    {t("table.contribution")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {result.alternatives.slice(0, shown).map((a) => (
                  <tr key={a.iso3}>
                    <td className={css.right}>{a.rank}</td>
                    <th scope="row">
                      <Link to={`/countries/${a.iso3}`}>{nameOf(a.iso3)}</Link>
                    </th>
                    <td>{regionOf(a.iso3)}</td>
                    <td className={css.right}>{format.score(a.score)}</td>
                    <td>
                      <span className={css.bar} aria-hidden>
                        {a.dimensions.map((d, i) => (
                          <i
                            key={d.id}
                            style={{
                              width: `${(d.contribution ?? 0) * 100}%`,
                              background: series[i % series.length],
                            }}
                          />
                        ))}
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Panel>
          <Panel title={t("home.data")}>
            {dataset && (
              <dl className={css.facts}>
                <dt>{t("dataset.version")}</dt>
                <dd>
                  <Link to="/datasets">{t("dataset.number", { number: dataset.number })}</Link>
                </dd>
                <dt>{t("dataset.created")}</dt>
                <dd>{format.time(dataset.createdAt)}</dd>
                <dt>{t("dataset.countries")}</dt>
                <dd>{format.integer(countries.length)}</dd>
                <dt>{t("dataset.indicators")}</dt>
                <dd>
                  <Link to="/indicators">{format.integer(dataset.counts.indicators)}</Link>
                </dd>
                <dt>{t("dataset.observations")}</dt>
                <dd>{format.integer(dataset.counts.observations)}</dd>
                <dt>{t("dataset.years")}</dt>
                <dd>
                  {dataset.firstYear}–{dataset.lastYear}
                </dd>
                <dt>{t("home.sources")}</dt>
                <dd>
                  <Link to="/sources">{format.integer(dataset.counts.sources)}</Link>
                </dd>
                <dt>{t("dataset.digest")}</dt>
                <dd className={css.digest}>{dataset.digest.slice(0, 19)}…</dd>
              </dl>
            )}
          </Panel>
        </div>
      </div>
    </Page>
  );
}

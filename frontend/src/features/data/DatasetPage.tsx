import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";
import { datasetDifferenceQuery, freshnessQuery } from "../../api/data";
import { datasetsQuery, useCatalogue } from "../../api/queries";
import type { Dataset } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loading } from "../../ui/Boundary";
import { Copy } from "../../ui/Copy";
import { Failure } from "../../ui/Failure";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Problem } from "../../api/problem";
import css from "./data.module.css";
import { Difference, Effect } from "./Difference";

/** One version of the data: who, when, why, and what it changed against its parent. */
export default function DatasetPage() {
  const t = useT();
  const format = useFormat();
  const { id = "" } = useParams();
  const { data: datasets } = useSuspenseQuery(datasetsQuery);
  const dataset = datasets.find((d) => d.id === id);
  if (!dataset) {
    return (
      <Page title={t("state.notFound")} trail={[{ label: t("nav.datasets"), to: "/datasets" }]}>
        <Failure error={new Problem({ status: 404, code: "dataset.notFound" })} />
      </Page>
    );
  }
  const parent = datasets.find((d) => d.id === dataset.parentId);
  return (
    <Page
      title={t("dataset.number", { number: dataset.number })}
      trail={[{ label: t("nav.datasets"), to: "/datasets" }]}
      note={datasets[0]?.id === id ? t("dataset.inUse") : undefined}
      extra={<Link to={`/data/coverage?dataset=${id}`}>{t("coverage.title")}</Link>}
    >
      <div className={css.stack}>
        <Panel>
          <dl className={css.facts}>
            <div>
              <dt>{t("dataset.created")}</dt>
              <dd>{format.time(dataset.createdAt)}</dd>
            </div>
            <div>
              <dt>{t("dataset.by")}</dt>
              <dd>{dataset.createdBy === "system" ? t("dataset.system") : dataset.createdBy || "—"}</dd>
            </div>
            <div>
              <dt>{t("dataset.reason")}</dt>
              <dd>{dataset.parentId ? dataset.reason || "—" : t("dataset.starting")}</dd>
            </div>
            <div>
              <dt>{t("dataset.parent")}</dt>
              <dd>
                {parent ? (
                  <Link to={`/datasets/${parent.id}`}>{t("dataset.number", { number: parent.number })}</Link>
                ) : (
                  "—"
                )}
              </dd>
            </div>
            <div>
              <dt>{t("dataset.observations")}</dt>
              <dd>{format.integer(dataset.counts.observations)}</dd>
            </div>
            <div>
              <dt>{t("dataset.digest")}</dt>
              <dd>
                <Copy text={dataset.digest} shown={`${dataset.digest.slice(0, 19)}…`} />
              </dd>
            </div>
          </dl>
        </Panel>
        {dataset.parentId ? (
          <Changed
            id={id}
            parent={dataset.parentId}
            earlier={datasets.filter((d) => d.number < dataset.number)}
          />
        ) : (
          <Panel title={t("dataDifference.title")}>
            <Nothing>{t("dataDifference.first")}</Nothing>
          </Panel>
        )}
        <Made dataset={dataset} />
      </div>
    </Page>
  );
}

/** What a version changed against its parent, or against another that is chosen. */
function Changed({ id, parent, earlier }: { id: string; parent: string; earlier: Dataset[] }) {
  const t = useT();
  const name = useName();
  const { indicators } = useCatalogue();
  const [params, setParams] = useSearchParams();
  const from = earlier.find((d) => d.id === params.get("from"))?.id ?? parent;
  const { data, error, refetch } = useQuery(datasetDifferenceQuery(id, from));
  return (
    <>
      <Panel>
        <label className={css.inline}>
          {t("dataset.against")}
          <select
            className={css.select}
            value={from}
            onChange={(e) => setParams({ from: e.target.value }, { replace: true })}
          >
            {earlier.map((d) => (
              <option key={d.id} value={d.id}>
                {t("dataset.number", { number: d.number })}
              </option>
            ))}
          </select>
        </label>
        {data && data.newIndicators.length > 0 && (
          <p className={css.foot}>
            {t("dataset.newIndicators", {
              names: data.newIndicators
                .map((code) => name(indicators.find((i) => i.code === code)?.name) || code)
                .join(t("app.listComma")),
            })}
          </p>
        )}
        {data?.changedTables.includes("stage") && (
          <p className={css.foot}>
            {t("dataset.stageChanged")} <Link to="/stage-table">{t("stageTable.title")}</Link>
          </p>
        )}
        {data?.newSources.map((s) => (
          <p key={s.id} className={css.foot}>
            {t("dataset.newSource", {
              title: [s.title, s.publisher, s.vintage].filter(Boolean).join(" · "),
              licence: s.licence,
            })}
          </p>
        ))}
      </Panel>
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <>
          <Difference difference={data.difference} />
          <Effect effect={data.effect} />
        </>
      ) : (
        <Loading />
      )}
    </>
  );
}

/** What a version is made of: every series with its values, sources and digest. */
function Made({ dataset }: { dataset: Dataset }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators } = useCatalogue();
  const { data } = useQuery(freshnessQuery(dataset.id));
  const sources = new Map(data?.map((f) => [f.indicator, f.sources]));
  return (
    <Panel flush title={t("datasets.series", { number: dataset.number })}>
      <div
        className={css.scroll}
        tabIndex={0}
        role="region"
        aria-label={t("datasets.series", { number: dataset.number })}
      >
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("breakdown.criterion")}</th>
              <th scope="col" className={css.right}>
                {t("dataset.observations")}
              </th>
              <th scope="col">{t("breakdown.source")}</th>
              <th scope="col">{t("dataset.digest")}</th>
            </tr>
          </thead>
          <tbody>
            {dataset.series.map((s) => (
              <tr key={s.indicator}>
                <th scope="row">
                  <Link to={`/indicators/${encodeURIComponent(s.indicator)}`}>
                    {name(indicators.find((i) => i.code === s.indicator)?.name) || s.indicator}
                  </Link>
                </th>
                <td className={css.right}>{format.integer(s.observations)}</td>
                <td>
                  {(sources.get(s.indicator) ?? [])
                    .map((v) => `${v.title} ${v.vintage}`.trim())
                    .join(t("app.listComma"))}
                </td>
                <td>
                  <code>{s.digest.slice(0, 19)}…</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

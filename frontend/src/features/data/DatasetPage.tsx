import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { datasetDifferenceQuery } from "../../api/data";
import { datasetsQuery } from "../../api/queries";
import { useT } from "../../i18n";
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
              <dd>{dataset.createdBy || "—"}</dd>
            </div>
            <div>
              <dt>{t("dataset.reason")}</dt>
              <dd>{dataset.reason || "—"}</dd>
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
          <Changed id={id} />
        ) : (
          <Panel title={t("dataDifference.title")}>
            <Nothing>{t("dataDifference.first")}</Nothing>
          </Panel>
        )}
      </div>
    </Page>
  );
}

function Changed({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(datasetDifferenceQuery(id));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <Difference difference={data.difference} />
      <Effect effect={data.effect} />
    </>
  );
}

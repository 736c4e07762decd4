import { useQuery } from "@tanstack/react-query";
import { Input, Select, Table } from "antd";
import { Link } from "react-router";
import { modelsQuery } from "../../api/queries";
import { rankingsQuery } from "../../api/rankings";
import type { RankingItem } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Copy } from "../../ui/Copy";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { QueryBar, QueryField } from "../../ui/QueryBar";
import { Pages } from "../../ui/Pages";
import { useFilters } from "../../ui/useFilters";
import { useDatasetName } from "./Facts";
import { Quorum, StateTag } from "./State";

const states = ["published", "superseded", "withdrawn"] as const;

/** The official list. */
export default function Published() {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const dataset = useDatasetName();
  const { data: models } = useQuery(modelsQuery);
  const filters = useFilters(["q", "state"] as const);
  const state = states.find((s) => s === filters.applied("state")) ?? "published";
  const q = filters.applied("q");
  const query = useQuery(
    rankingsQuery({ state, page: filters.page, pageSize: filters.pageSize, ...(q ? { q } : {}) }),
  );
  return (
    <Page title={t("nav.published")} note={t("published.listNote")}>
      <QueryBar query={() => filters.apply()} reset={filters.reset}>
        <QueryField label={t("ranking.title")}>
          <Input
            allowClear
            value={filters.value("q")}
            onChange={(e) => filters.change("q", e.target.value)}
            style={{ width: 220 }}
          />
        </QueryField>
        <QueryField label={t("ranking.state")}>
          <Select
            value={filters.value("state") || "published"}
            onChange={(v) => filters.change("state", v)}
            style={{ width: 140 }}
            options={states.map((s) => ({ value: s, label: t(`ranking.state.${s}`) }))}
          />
        </QueryField>
      </QueryBar>
      <Loaded query={query}>
        {(page) => (
          <Panel flush title={t("app.total", { n: page.total })}>
            <Table<RankingItem>
              size="small"
              rowKey="id"
              dataSource={page.items}
              pagination={false}
              locale={{ emptyText: <Nothing>{t(q ? "state.noMatch" : `published.none.${state}`)}</Nothing> }}
              columns={[
                {
                  title: t("ranking.title"),
                  key: "title",
                  render: (_, r) => <Link to={`/published/${r.id}`}>{r.title}</Link>,
                },
                { title: t("ranking.team"), key: "team", width: 110, render: (_, r) => name(r.teamName) },
                {
                  title: t("ranking.subject"),
                  key: "subject",
                  width: 84,
                  render: (_, r) => t(`ranking.subject.${r.subject}`),
                },
                {
                  title: t("ranking.model"),
                  key: "model",
                  width: 150,
                  render: (_, r) => name(models?.find((m) => m.id === r.modelId)?.name) || r.modelId,
                },
                {
                  title: t("ranking.dataset"),
                  key: "dataset",
                  width: 84,
                  render: (_, r) => dataset(r.datasetId),
                },
                {
                  title: t("ranking.state"),
                  key: "state",
                  width: 90,
                  render: (_, r) => <StateTag state={r.state} />,
                },
                {
                  title: t("review.quorum"),
                  key: "quorum",
                  width: 116,
                  render: (_, r) => <Quorum ministries={r.ministries} quorum={r.quorum} />,
                },
                {
                  title: t("ranking.digest"),
                  key: "digest",
                  width: 116,
                  render: (_, r) => r.digest && <Copy text={r.digest} shown={`${r.digest.slice(7, 15)}…`} />,
                },
                {
                  title: t("ranking.updated"),
                  key: "updated",
                  width: 92,
                  render: (_, r) => format.time(r.updatedAt),
                },
              ]}
            />
            <Pages filters={filters} total={page.total} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

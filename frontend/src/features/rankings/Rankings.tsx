import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select, Table } from "antd";
import { Link } from "react-router";
import { modelsQuery, sessionQuery, useMay } from "../../api/queries";
import { rankingsQuery } from "../../api/rankings";
import type { RankingItem } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { LinkButton } from "../../ui/LinkButton";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { QueryBar, QueryField } from "../../ui/QueryBar";
import { Pages } from "../../ui/Pages";
import { useFilters } from "../../ui/useFilters";
import { useDatasetName } from "./Facts";
import { Returned } from "./MyWork";
import { Quorum, StateTag } from "./State";
import { rankingStates } from "./states";
import css from "./rankings.module.css";

/** The team's rankings: what was returned on top with what was asked, then all by their last change. */
export default function Rankings() {
  const t = useT();
  const session = useQuery(sessionQuery);
  const teams = (session.data?.user.teams ?? []).filter((team) => team.kind === "enterprise");
  const mayCreate = useMay("ranking.create");
  const create = (
    <LinkButton to="/rankings/new" type="primary">
      {t("ranking.create")}
    </LinkButton>
  );
  return (
    <Page title={t("nav.rankings")} note={t("rankings.note")} extra={mayCreate && create}>
      {teams.length === 0 ? (
        <Panel>
          <Nothing>{t("rankings.noTeam")}</Nothing>
        </Panel>
      ) : (
        <div className={css.stack}>
          <Returned team={teams[0]?.id ?? ""} />
          <List team={teams[0]?.id ?? ""} create={mayCreate && create} />
        </div>
      )}
    </Page>
  );
}

function List({ team, create }: { team: string; create: React.ReactNode }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const dataset = useDatasetName();
  const filters = useFilters(["q", "state", "archived"] as const);
  const { data: models } = useQuery(modelsQuery);
  const state = rankingStates.find((s) => s === filters.applied("state"));
  const q = filters.applied("q");
  const archived = filters.applied("archived") === "true";
  const query = useQuery(
    rankingsQuery({
      team,
      page: filters.page,
      pageSize: filters.pageSize,
      ...(state ? { state } : {}),
      ...(q ? { q } : {}),
      ...(archived ? { archived } : {}),
    }),
  );
  const filtered = Boolean(q || state || archived);
  return (
    <div>
      <QueryBar query={() => filters.apply()} reset={filters.reset}>
        <QueryField label={t("ranking.title")}>
          <Input
            value={filters.value("q")}
            onChange={(e) => filters.change("q", e.target.value)}
            style={{ width: 200 }}
            allowClear
          />
        </QueryField>
        <QueryField label={t("ranking.state")}>
          <Select
            value={filters.value("state")}
            onChange={(v) => filters.change("state", v)}
            style={{ width: 140 }}
            options={[
              { value: "", label: t("scope.all") },
              ...rankingStates.map((s) => ({ value: s, label: t(`ranking.state.${s}`) })),
            ]}
          />
        </QueryField>
        <QueryField label={t("ranking.archived")}>
          <Select
            value={filters.value("archived")}
            onChange={(v) => filters.change("archived", v)}
            style={{ width: 100 }}
            options={[
              { value: "", label: t("app.no") },
              { value: "true", label: t("app.yes") },
            ]}
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
              locale={{
                emptyText: filtered ? (
                  <Nothing action={<Button onClick={filters.reset}>{t("query.reset")}</Button>}>
                    {t("state.noMatch")}
                  </Nothing>
                ) : (
                  <Nothing action={create}>{t("rankings.none")}</Nothing>
                ),
              }}
              columns={[
                {
                  title: t("ranking.title"),
                  key: "title",
                  render: (_, r) => <Link to={`/rankings/${r.id}`}>{r.title}</Link>,
                },
                {
                  title: t("ranking.state"),
                  key: "state",
                  width: 88,
                  render: (_, r) => <StateTag state={r.state} />,
                },
                {
                  title: t("ranking.subject"),
                  key: "subject",
                  width: 84,
                  render: (_, r) => t(`ranking.subject.${r.subject}`),
                },
                {
                  title: t("ranking.model"),
                  key: "model",
                  width: 160,
                  render: (_, r) => name(models?.find((m) => m.id === r.modelId)?.name) || r.modelId,
                },
                {
                  title: t("ranking.dataset"),
                  key: "dataset",
                  width: 84,
                  render: (_, r) => dataset(r.datasetId),
                },
                {
                  title: t("review.quorum"),
                  key: "quorum",
                  width: 116,
                  render: (_, r) => <Quorum ministries={r.ministries} quorum={r.quorum} />,
                },
                {
                  title: t("ranking.round"),
                  key: "round",
                  width: 56,
                  align: "right",
                  render: (_, r) => r.round || "—",
                },
                {
                  title: t("ranking.updated"),
                  key: "updated",
                  width: 136,
                  render: (_, r) => format.time(r.updatedAt),
                },
                {
                  title: t("app.actions"),
                  key: "actions",
                  width: 80,
                  render: (_, r) => (
                    <Link to={r.state === "published" ? `/published/${r.id}` : `/rankings/${r.id}`}>
                      {t(r.state === "draft" ? "ranking.goOn" : "ranking.view")}
                    </Link>
                  ),
                },
              ]}
            />
            <Pages filters={filters} total={page.total} />
          </Panel>
        )}
      </Loaded>
    </div>
  );
}

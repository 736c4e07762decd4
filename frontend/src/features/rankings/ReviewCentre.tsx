import { useQuery } from "@tanstack/react-query";
import { Input, Segmented, Select, Table } from "antd";
import { Link } from "react-router";
import { sessionQuery, useMay } from "../../api/queries";
import { rankingsQuery, reviewsQuery } from "../../api/rankings";
import type { RankingItem } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { QueryBar, QueryField } from "../../ui/QueryBar";
import { useFilters } from "../../ui/useFilters";
import { Deadline, Quorum, StateTag } from "./State";

type Tab = "open" | "done" | "mine";

/** What waits for one's ministry, what it has decided, and what one's own team has handed in. */
export default function ReviewCentre() {
  const t = useT();
  const reviews = useMay("review.read");
  const { data: session } = useQuery(sessionQuery);
  const team = session?.user.teams.find((x) => x.kind === "enterprise")?.id;
  const tabs: Tab[] = [...(reviews ? (["open", "done"] as const) : []), ...(team ? (["mine"] as const) : [])];
  const filters = useFilters(["tab", "q", "late"] as const);
  const tab = tabs.find((x) => x === filters.applied("tab")) ?? tabs[0];
  return (
    <Page
      title={t("nav.review")}
      extra={
        <Segmented<Tab>
          value={tab}
          onChange={(v) => filters.apply({ tab: v })}
          options={tabs.map((x) => ({ value: x, label: t(`review.tab.${x}`) }))}
        />
      }
    >
      <QueryBar query={() => filters.apply()} reset={filters.reset}>
        <QueryField label={t("ranking.title")}>
          <Input
            allowClear
            value={filters.value("q")}
            onChange={(e) => filters.change("q", e.target.value)}
            style={{ width: 220 }}
          />
        </QueryField>
        <QueryField label={t("review.deadline")}>
          <Select
            value={filters.value("late")}
            onChange={(v) => filters.change("late", v)}
            style={{ width: 130 }}
            options={[
              { value: "", label: t("scope.all") },
              { value: "yes", label: t("review.overdue") },
            ]}
          />
        </QueryField>
      </QueryBar>
      {tab === "mine" ? (
        <Mine team={team ?? ""} q={filters.applied("q")} late={filters.applied("late") === "yes"} />
      ) : tab ? (
        <Queue state={tab} q={filters.applied("q")} late={filters.applied("late") === "yes"} />
      ) : null}
    </Page>
  );
}

interface Filter {
  q: string;
  late: boolean;
}

const matches = (r: RankingItem, { q, late }: Filter) =>
  r.title.toLowerCase().includes(q.trim().toLowerCase()) && (!late || r.overdue);

const byDeadline = (a: RankingItem, b: RankingItem) =>
  (a.deadline ?? "9").localeCompare(b.deadline ?? "9") || a.updatedAt.localeCompare(b.updatedAt);

function Queue({ state, q, late }: Filter & { state: "open" | "done" }) {
  const query = useQuery(reviewsQuery({ state, pageSize: 200 }));
  return (
    <Loaded query={query}>
      {({ items }) => {
        const shown = items.filter((r) => matches(r, { q, late }));
        return (
          <Items
            items={state === "open" ? shown.sort(byDeadline) : shown}
            tab={state}
            filtered={q !== "" || late}
          />
        );
      }}
    </Loaded>
  );
}

function Mine({ team, q, late }: Filter & { team: string }) {
  const query = useQuery(rankingsQuery({ team, pageSize: 200 }));
  return (
    <Loaded query={query}>
      {({ items }) => (
        <Items
          items={items.filter((r) => r.round > 0 && matches(r, { q, late }))}
          tab="mine"
          filtered={q !== "" || late}
        />
      )}
    </Loaded>
  );
}

function Items({ items, tab, filtered }: { items: RankingItem[]; tab: Tab; filtered: boolean }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const path = (r: RankingItem) => (tab === "mine" ? `/rankings/${r.id}` : `/review/${r.id}`);
  return (
    <Panel flush title={t("app.total", { n: items.length })}>
      <Table<RankingItem>
        size="small"
        rowKey="id"
        dataSource={items}
        pagination={items.length > 20 ? { pageSize: 20, size: "small" } : false}
        locale={{ emptyText: <Nothing>{t(filtered ? "state.noMatch" : `review.none.${tab}`)}</Nothing> }}
        columns={[
          {
            title: t("ranking.title"),
            key: "title",
            render: (_, r) => <Link to={path(r)}>{r.title}</Link>,
          },
          {
            title: t("ranking.subject"),
            key: "subject",
            width: 84,
            render: (_, r) => t(`ranking.subject.${r.subject}`),
          },
          { title: t("ranking.team"), key: "team", width: 110, render: (_, r) => name(r.teamName) },
          {
            title: t("ranking.state"),
            key: "state",
            width: 88,
            render: (_, r) => <StateTag state={r.state} />,
          },
          { title: t("ranking.round"), key: "round", width: 56, align: "right", dataIndex: "round" },
          {
            title: t("review.quorum"),
            key: "quorum",
            width: 116,
            render: (_, r) => <Quorum ministries={r.ministries} quorum={r.quorum} />,
          },
          {
            title: t("review.submittedAt"),
            key: "submitted",
            width: 136,
            render: (_, r) => format.time(r.submittedAt),
          },
          {
            title: t("review.deadline"),
            key: "deadline",
            width: 104,
            render: (_, r) => <Deadline item={r} />,
          },
          {
            title: t("app.actions"),
            key: "actions",
            width: 80,
            render: (_, r) => (
              <Link to={path(r)}>{t(tab === "open" ? "review.review" : "ranking.view")}</Link>
            ),
          },
        ]}
      />
    </Panel>
  );
}

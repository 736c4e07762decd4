import { useQuery } from "@tanstack/react-query";
import { Button, Input, Segmented, Select, Table } from "antd";
import { Link, useSearchParams } from "react-router";
import { sessionQuery, useMay } from "../../../api/queries";
import { rankingsQuery } from "../../../api/rankings";
import type { RankingItem } from "../../../api/types";
import { useLanguage, useName, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { Loaded } from "../../../ui/Loaded";
import { Nothing, Page, Panel } from "../../../ui/Page";
import { Pages } from "../../../ui/Pages";
import { QueryBar, QueryField } from "../../../ui/QueryBar";
import { useFilters } from "../../../ui/useFilters";
import { useDatasetName } from "../Facts";
import { StateTag } from "../State";
import { rankingStates } from "../states";
import { Formats } from "./Formats";
import { ReportLinks } from "./ReportLinks";
import type { FileLanguage } from "./ReportLinks";
import { Tables } from "./Tables";
import { Taken } from "./Taken";
import css from "./reports.module.css";

const subjects = ["country", "layout", "site"] as const;

/** Every file one may take, what one took, and what each format holds. */
export default function Reports() {
  const t = useT();
  const mayExport = useMay("ranking.export");
  const language = useFileLanguage();
  return (
    <Page
      title={t("nav.reports")}
      note={t("reports.note")}
      extra={
        <>
          <span id="file-language">{t("reports.language")}</span>
          <Segmented<FileLanguage>
            aria-labelledby="file-language"
            value={language.value}
            onChange={language.choose}
            options={[
              { value: "zh", label: t("reports.language.zh") },
              { value: "en", label: t("reports.language.en") },
            ]}
          />
        </>
      }
    >
      <div className={css.stack}>
        {mayExport && <RankingReports language={language.value} />}
        {mayExport && <Taken language={language.value} />}
        <Tables language={language.value} />
        <Formats />
      </div>
    </Page>
  );
}

/** The language of the files: the interface's until another is chosen, then the address's. */
function useFileLanguage() {
  const [params, setParams] = useSearchParams();
  const [own] = useLanguage();
  const named = params.get("lang");
  const value: FileLanguage = named === "zh" || named === "en" ? named : own === "en" ? "en" : "zh";
  const choose = (lang: FileLanguage) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.set("lang", lang);
        return next;
      },
      { replace: true },
    );
  return { value, choose };
}

/** Where a ranking is read, by what one has to do with it. */
function pageOf(r: RankingItem, own: string[]): string {
  if (["published", "superseded", "withdrawn"].includes(r.state)) return `/published/${r.id}`;
  return own.includes(r.team) ? `/rankings/${r.id}` : `/review/${r.id}`;
}

function RankingReports({ language }: { language: FileLanguage }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const dataset = useDatasetName();
  const { data: session } = useQuery(sessionQuery);
  const own = (session?.user.teams ?? []).filter((x) => x.kind === "enterprise").map((x) => x.id);
  const filters = useFilters(["q", "subject", "state", "whose"] as const);
  const q = filters.applied("q");
  const subject = subjects.find((s) => s === filters.applied("subject"));
  const state = rankingStates.find((s) => s === filters.applied("state"));
  const team = filters.applied("whose") === "own" ? own[0] : undefined;
  const query = useQuery(
    rankingsQuery({
      page: filters.page,
      pageSize: filters.pageSize,
      ...(q ? { q } : {}),
      ...(subject ? { subject } : {}),
      ...(state ? { state } : {}),
      ...(team ? { team } : {}),
    }),
  );
  const filtered = Boolean(q || subject || state || team);
  const choice = (
    key: "subject" | "state" | "whose",
    width: number,
    options: { value: string; label: string }[],
  ) => (
    <Select
      value={filters.value(key)}
      onChange={(v) => filters.change(key, v)}
      style={{ width }}
      options={[{ value: "", label: t("scope.all") }, ...options]}
    />
  );
  return (
    <div>
      <QueryBar query={() => filters.apply()} reset={filters.reset}>
        <QueryField label={t("ranking.title")}>
          <Input
            allowClear
            value={filters.value("q")}
            onChange={(e) => filters.change("q", e.target.value)}
            style={{ width: 200 }}
          />
        </QueryField>
        <QueryField label={t("ranking.subject")}>
          {choice(
            "subject",
            130,
            subjects.map((s) => ({ value: s, label: t(`ranking.subject.${s}`) })),
          )}
        </QueryField>
        <QueryField label={t("ranking.state")}>
          {choice(
            "state",
            130,
            rankingStates.map((s) => ({ value: s, label: t(`ranking.state.${s}`) })),
          )}
        </QueryField>
        {own.length > 0 && (
          <QueryField label={t("reports.whose")}>
            {choice("whose", 130, [{ value: "own", label: t("reports.whose.own") }])}
          </QueryField>
        )}
      </QueryBar>
      <Loaded query={query}>
        {(page) => (
          <Panel flush title={t("reports.rankings")} extra={t("app.total", { n: page.total })}>
            <p className={css.hint}>{t("reports.rankingsNote")}</p>
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
                  <Nothing action={<Link to="/workbench">{t("home.start")}</Link>}>
                    {t("reports.none")}
                  </Nothing>
                ),
              }}
              columns={[
                {
                  title: t("ranking.title"),
                  key: "title",
                  render: (_, r) => <Link to={pageOf(r, own)}>{r.title}</Link>,
                },
                { title: t("ranking.team"), key: "team", width: 130, render: (_, r) => name(r.teamName) },
                {
                  title: t("ranking.subject"),
                  key: "subject",
                  width: 96,
                  render: (_, r) => t(`ranking.subject.${r.subject}`),
                },
                {
                  title: t("ranking.state"),
                  key: "state",
                  width: 100,
                  render: (_, r) => <StateTag state={r.state} />,
                },
                {
                  title: t("ranking.dataset"),
                  key: "dataset",
                  width: 96,
                  render: (_, r) => dataset(r.datasetId),
                },
                {
                  title: t("ranking.updated"),
                  key: "updated",
                  width: 136,
                  render: (_, r) => format.time(r.updatedAt),
                },
                {
                  title: t("download.export"),
                  key: "export",
                  width: 220,
                  render: (_, r) => <ReportLinks id={r.id} title={r.title} language={language} />,
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

import { useMutation, useQuery } from "@tanstack/react-query";
import type { UseMutationResult } from "@tanstack/react-query";
import { Alert, Button, DatePicker, Input, Select, Table } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { trailQuery, usersQuery, verifyTrail, wholeTrail } from "../../api/admin";
import type { TrailFilter } from "../../api/admin";
import { useMay } from "../../api/queries";
import type { TrailEvent, Verification } from "../../api/types";
import { isKey, useT, wordedUnder } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { useProblemText } from "../../ui/Failure";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Page, Panel } from "../../ui/Page";
import { QueryBar, QueryField } from "../../ui/QueryBar";
import { Refused } from "../../ui/Refused";
import { csvFile, saveFile } from "../../ui/saveFile";
import { Pages } from "../../ui/Pages";
import { useFilters } from "../../ui/useFilters";
import css from "./admin.module.css";

const kinds = [
  "ranking",
  "model",
  "dataset",
  "user",
  "team",
  "membership",
  "rule",
  "token",
  "invitation",
  "comment",
  "webhook",
  "negativeList",
  "ownSite",
] as const;

/** An action of the trail in words. */
export function useActionName() {
  const t = useT();
  return (action: string) => {
    const key = `trail.${action}`;
    return isKey(key) ? t(key) : action;
  };
}

/** A kind of object in words. */
export function useKindName() {
  const t = useT();
  return (kind: string) => {
    const key = `audit.kind.${kind}`;
    return isKey(key) ? t(key) : kind;
  };
}

/** Who did what to which object, when, from what to what; and whether the chain is whole. */
export default function Trail() {
  const t = useT();
  const format = useFormat();
  const action = useActionName();
  const kind = useKindName();
  const filters = useFilters(["userId", "action", "kind", "id", "outcome", "from", "to"] as const);
  const mayVerify = useMay("audit.verify");
  const verify = useMutation({ mutationFn: () => verifyTrail() });
  const mayUsers = useMay("user.read");
  const users = useQuery({ ...usersQuery({ pageSize: 200 }), enabled: mayUsers });
  const wanted = filterOf(filters.applied);
  const chosenKind = filters.value("kind");
  const actions = wordedUnder("trail.")
    .filter((a) => a.includes(".") && (!chosenKind || a.startsWith(`${chosenKind}.`)))
    .sort();
  const query = useQuery(trailQuery({ ...wanted, page: filters.page, pageSize: filters.pageSize }));
  const day = (key: "from" | "to") => {
    const text = filters.value(key);
    return text ? dayjs(text) : null;
  };
  return (
    <Page
      title={t("nav.audit")}
      note={t("audit.note")}
      extra={
        <>
          <ExportTrail filter={wanted} />
          {mayVerify && (
            <Button type="primary" loading={verify.isPending} onClick={() => verify.mutate()}>
              {t("audit.verify")}
            </Button>
          )}
        </>
      }
    >
      <Checked run={verify} />
      <QueryBar query={() => filters.apply()} reset={filters.reset}>
        <QueryField label={t("audit.user")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            value={filters.value("userId") || undefined}
            onChange={(v?: string) => filters.change("userId", v ?? "")}
            style={{ width: 170 }}
            placeholder={t("scope.all")}
            options={(users.data?.items ?? []).map((u) => ({
              value: u.id,
              label: `${u.username} ${u.name}`,
            }))}
          />
        </QueryField>
        <QueryField label={t("audit.kind")}>
          <Select
            allowClear
            value={filters.value("kind") || undefined}
            onChange={(v?: string) => filters.change("kind", v ?? "")}
            style={{ width: 130 }}
            placeholder={t("scope.all")}
            options={kinds.map((k) => ({ value: k, label: kind(k) }))}
          />
        </QueryField>
        <QueryField label={t("audit.id")}>
          <Input
            allowClear
            value={filters.value("id")}
            onChange={(e) => filters.change("id", e.target.value)}
            style={{ width: 150 }}
          />
        </QueryField>
        <QueryField label={t("audit.action")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            value={filters.value("action") || undefined}
            onChange={(v?: string) => filters.change("action", v ?? "")}
            style={{ width: 180 }}
            popupMatchSelectWidth={320}
            placeholder={t("scope.all")}
            options={actions.map((a) => ({ value: a, label: `${action(a)} ${a}` }))}
          />
        </QueryField>
        <QueryField label={t("audit.outcome")}>
          <Select
            allowClear
            value={filters.value("outcome") || undefined}
            onChange={(v?: string) => filters.change("outcome", v ?? "")}
            style={{ width: 110 }}
            placeholder={t("scope.all")}
            options={[
              { value: "done", label: t("audit.outcome.done") },
              { value: "denied", label: t("audit.outcome.denied") },
            ]}
          />
        </QueryField>
        <QueryField label={t("audit.from")}>
          <DatePicker
            value={day("from")}
            onChange={(d) => filters.change("from", d?.format("YYYY-MM-DD") ?? "")}
          />
        </QueryField>
        <QueryField label={t("audit.to")}>
          <DatePicker
            value={day("to")}
            onChange={(d) => filters.change("to", d?.format("YYYY-MM-DD") ?? "")}
          />
        </QueryField>
      </QueryBar>
      <Loaded query={query}>
        {(page) => (
          <Panel flush title={t("app.total", { n: page.total })}>
            <Table<TrailEvent>
              size="small"
              rowKey="seq"
              dataSource={page.items}
              pagination={false}
              locale={{ emptyText: <Nothing>{t("audit.none")}</Nothing> }}
              expandable={{ expandedRowRender: (e) => <Details event={e} /> }}
              columns={[
                { title: t("audit.seq"), dataIndex: "seq", width: 70, align: "right" },
                {
                  title: t("trail.at"),
                  key: "at",
                  width: 145,
                  className: css.nowrap,
                  render: (_, e) => format.time(e.at),
                },
                {
                  title: t("audit.user"),
                  key: "user",
                  width: 150,
                  render: (_, e) => (
                    <>
                      {e.username}
                      {e.token && (
                        <span className={css.muted}>{t("app.paren", { text: t("audit.token") })}</span>
                      )}
                    </>
                  ),
                },
                {
                  title: t("audit.action"),
                  key: "action",
                  width: 180,
                  render: (_, e) => (
                    <>
                      {action(e.action)}
                      <div className={css.muted}>{e.action}</div>
                    </>
                  ),
                },
                {
                  title: t("audit.kind"),
                  key: "object",
                  render: (_, e) => (
                    <>
                      {kind(e.kind)} <span className={css.hash}>{e.id}</span>
                    </>
                  ),
                },
                {
                  title: t("audit.version"),
                  key: "version",
                  width: 90,
                  render: (_, e) => (e.version > e.from ? `${e.from} → ${e.version}` : e.version || "—"),
                },
                {
                  title: t("audit.outcome"),
                  key: "outcome",
                  width: 90,
                  render: (_, e) => (
                    <span className={e.outcome === "denied" ? `${css.tag} ${css.bad}` : css.tag}>
                      {t(`audit.outcome.${e.outcome}`)}
                    </span>
                  ),
                },
                {
                  title: t("audit.reason"),
                  key: "reason",
                  width: 160,
                  render: (_, e) => <Reason event={e} />,
                },
                { title: t("audit.address"), key: "address", width: 120, render: (_, e) => e.address || "—" },
              ]}
            />
            <Pages filters={filters} total={page.total} />
          </Panel>
        )}
      </Loaded>
    </Page>
  );
}

type Keys = "userId" | "action" | "kind" | "id" | "outcome" | "from" | "to";

function filterOf(applied: (key: Keys) => string): TrailFilter {
  const out: TrailFilter = {};
  for (const key of ["userId", "action", "kind", "id"] as const) {
    const value = applied(key).trim();
    if (value) out[key] = value;
  }
  const outcome = applied("outcome");
  if (outcome === "done" || outcome === "denied") out.outcome = outcome;
  const [from, to] = [dayjs(applied("from")), dayjs(applied("to"))];
  if (applied("from") && from.isValid()) out.from = from.startOf("day").toISOString();
  if (applied("to") && to.isValid()) out.to = to.add(1, "day").startOf("day").toISOString();
  return out;
}

/** The reason given; of a refusal, the words for its code. */
function Reason({ event }: { event: TrailEvent }) {
  const words = useProblemText();
  if (!event.reason) return <>—</>;
  return <>{event.outcome === "denied" ? words({ code: event.reason, status: 403 }) : event.reason}</>;
}

function Details({ event }: { event: TrailEvent }) {
  const t = useT();
  return (
    <>
      {event.changes.length === 0 ? (
        <p className={css.muted}>{t("audit.noChanges")}</p>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("audit.field")}</th>
              <th scope="col">{t("audit.before")}</th>
              <th scope="col">{t("audit.after")}</th>
            </tr>
          </thead>
          <tbody>
            {event.changes.map((c) => (
              <tr key={c.path}>
                <th scope="row" className={css.hash}>
                  {c.path}
                </th>
                <td>{c.before || "—"}</td>
                <td>{c.after || "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={css.muted}>
        {t("audit.hash")} <span className={css.hash}>{event.hash}</span>
      </p>
    </>
  );
}

function ExportTrail({ filter }: { filter: TrailFilter }) {
  const t = useT();
  const action = useActionName();
  const kind = useKindName();
  const [progress, setProgress] = useState<{ read: number; total: number }>();
  const run = useMutation({
    mutationFn: () => wholeTrail(filter, (read, total) => setProgress({ read, total })),
    onSuccess: (lines) => {
      const head = [
        t("audit.seq"),
        t("trail.at"),
        t("audit.user"),
        t("audit.action"),
        t("audit.kind"),
        t("audit.id"),
        t("audit.version"),
        t("audit.outcome"),
        t("audit.reason"),
        t("audit.address"),
        t("audit.field"),
        t("audit.hash"),
      ];
      const body = lines.map((e) => [
        String(e.seq),
        e.at,
        e.username,
        `${action(e.action)} ${e.action}`,
        kind(e.kind),
        e.id,
        String(e.version),
        t(`audit.outcome.${e.outcome}`),
        e.reason,
        e.address ?? "",
        e.changes.map((c) => `${c.path}: ${c.before} → ${c.after}`).join("; "),
        e.hash,
      ]);
      saveFile(csvFile([head, ...body]), `${t("audit.fileName")}-${dayjs().format("YYYYMMDD")}.csv`);
    },
    onSettled: () => setProgress(undefined),
  });
  return (
    <>
      <Refused error={run.error} />
      <Button loading={run.isPending} onClick={() => run.mutate()}>
        {progress ? t("audit.exporting", progress) : t("audit.export")}
      </Button>
    </>
  );
}

type Run = UseMutationResult<Verification, Error, void>;

/** What the last check found, below the head of the page; it can be put away. */
function Checked({ run }: { run: Run }) {
  const t = useT();
  if (run.isIdle) return null;
  return (
    <div aria-live="polite" style={{ marginBottom: 10 }}>
      {run.isPending && <Alert type="info" showIcon title={t("audit.verifying")} />}
      <Refused error={run.error} />
      {run.data && <Found found={run.data} close={() => run.reset()} />}
    </div>
  );
}

function Found({ found, close }: { found: Verification; close: () => void }) {
  const t = useT();
  const { report } = found;
  const breakWords = (code: string) => {
    const key = `fault.${code}`;
    return isKey(key) ? t(key) : code;
  };
  return (
    <Alert
      type={found.ok ? "success" : "error"}
      showIcon
      closable={{ onClose: close, "aria-label": t("help.close") }}
      title={t(found.ok ? "audit.ok" : "audit.broken")}
      description={
        <>
          <div>
            {t("audit.report", {
              events: report.events,
              objects: report.objects,
              checkpoints: report.checkpoints,
              rankings: found.rankings,
            })}
          </div>
          {report.break && (
            <div>
              {t("audit.breakAt", { seq: report.break.seq })} {breakWords(report.break.code)}{" "}
              {report.break.detail}
            </div>
          )}
          {found.mismatch.map((m) => (
            <div key={m.id}>{t("audit.mismatch", { id: m.id })}</div>
          ))}
          <div className={css.hash}>{report.hash}</div>
        </>
      }
    />
  );
}

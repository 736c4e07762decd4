import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { trailQuery, usersQuery } from "../../api/admin";
import { freshnessQuery, jobsQuery } from "../../api/data";
import { datasetsQuery, useCatalogue, useMay } from "../../api/queries";
import { rulesQuery } from "../../api/rankings";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { useProblemText } from "../../ui/Failure";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Panel } from "../../ui/Page";
import { Storage } from "./Storage";
import { useActionName } from "./Trail";
import css from "./admin.module.css";

/** An administrator's home: accounts that need a hand, imports, how old the data is, attempts that were refused. */
export function AdminHome() {
  const mayAudit = useMay("audit.read");
  const mayUsers = useMay("user.read");
  const mayImport = useMay("dataset.try");
  const maySettings = useMay("setting.read");
  return (
    <div className={css.two}>
      <div className={css.stack}>
        {mayUsers && <Accounts />}
        <Imports mayImport={mayImport} />
      </div>
      <div className={css.stack}>
        {maySettings && <Storage />}
        <Freshness />
        {mayAudit && <Alerts />}
      </div>
    </div>
  );
}

function Accounts() {
  const t = useT();
  const format = useFormat();
  const query = useQuery(usersQuery({ pageSize: 200 }));
  const locked = useQuery(usersQuery({ state: "locked", pageSize: 1 }));
  return (
    <Panel title={t("home.accounts")} extra={<Link to="/admin/users">{t("nav.users")}</Link>}>
      <Loaded query={query} rows={2}>
        {({ items, total }) => {
          const numbers: [string, number, string][] = [
            [t("home.accountsAll"), total, "/admin/users"],
            [t("home.accountsLocked"), locked.data?.total ?? 0, "/admin/users?state=locked"],
            [t("home.accountsPending"), items.filter((u) => u.mustChangePassword).length, "/admin/users"],
            [
              t("home.accountsNoFactor"),
              items.filter((u) => !u.totp && !u.singleSignOn).length,
              "/admin/users",
            ],
          ];
          return (
            <dl className={css.numbers}>
              {numbers.map(([label, n, to]) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd className={css.number}>
                    <Link to={to}>{format.integer(n)}</Link>
                  </dd>
                </div>
              ))}
            </dl>
          );
        }}
      </Loaded>
    </Panel>
  );
}

const shown = 5;

/** One's own imports that the server still knows, failed ones marked, and the versions that imports have made. */
function Imports({ mayImport }: { mayImport: boolean }) {
  const t = useT();
  const format = useFormat();
  const words = useProblemText();
  const jobs = useQuery({ ...jobsQuery, staleTime: 0, enabled: mayImport });
  const datasets = useQuery(datasetsQuery);
  const late = (jobs.data ?? []).slice(0, shown);
  return (
    <Panel
      flush
      title={t("home.imports")}
      extra={mayImport && <Link to="/data/import">{t("nav.import")}</Link>}
    >
      <Loaded query={datasets} rows={3}>
        {(versions) => (
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t("home.import")}</th>
                <th scope="col">{t("ranking.state")}</th>
                <th scope="col">{t("trail.at")}</th>
              </tr>
            </thead>
            <tbody>
              {late.map((job) => (
                <tr key={job.id}>
                  <th scope="row">
                    <Link to={`/data/import?job=${job.id}`}>{job.name}</Link>
                    {job.problem && (
                      <div className={css.muted}>{words({ code: job.problem.code, status: 400 })}</div>
                    )}
                  </th>
                  <td>
                    <span className={`${css.tag} ${job.state === "failed" ? css.bad : ""}`}>
                      {t(`import.state.${job.state}`)}
                    </span>
                  </td>
                  <td className={css.nowrap}>{format.time(job.createdAt)}</td>
                </tr>
              ))}
              {versions.slice(0, shown).map((d) => (
                <tr key={d.id}>
                  <th scope="row">
                    <Link to={`/datasets/${d.id}`}>{t("dataset.number", { number: d.number })}</Link>
                    <div className={css.muted}>{d.parentId ? d.reason : t("dataset.starting")}</div>
                  </th>
                  <td>
                    <span className={css.tag}>{t("import.state.published")}</span>
                  </td>
                  <td className={css.nowrap}>{format.time(d.createdAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </Panel>
  );
}

const old = 3; // years behind the dataset at which an indicator is worth a look

/** How far the newest version's indicators lag behind it, the oldest first, and whether anything can be submitted. */
function Freshness() {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { indicators } = useCatalogue();
  const datasets = useQuery(datasetsQuery);
  const newest = datasets.data?.[0];
  const fresh = useQuery({ ...freshnessQuery(newest?.id ?? ""), enabled: newest !== undefined });
  const rules = useQuery(rulesQuery);
  const active = (rules.data?.items ?? []).filter((r) => r.active);
  return (
    <Panel
      title={t("home.freshness")}
      extra={<Link to="/data/coverage?view=freshness">{t("nav.coverage")}</Link>}
    >
      <Loaded query={fresh} rows={4}>
        {(items) => {
          const dated = items.filter((f) => !f.timeless && f.coverage.latestYear > 0);
          const late = dated.filter((f) => f.age >= old).sort((a, b) => b.age - a.age);
          return (
            <dl className={css.facts}>
              <dt>{t("dataset.version")}</dt>
              <dd>
                {newest && (
                  <Link to={`/datasets/${newest.id}`}>{t("dataset.number", { number: newest.number })}</Link>
                )}{" "}
                {format.time(newest?.createdAt)}
              </dd>
              <dt>{t("home.dated")}</dt>
              <dd>{t("home.datedOf", { late: late.length, n: dated.length, years: old })}</dd>
              {late.length > 0 && (
                <>
                  <dt>{t("home.oldest")}</dt>
                  <dd>
                    {late
                      .slice(0, shown)
                      .map((f) => {
                        const label = name(indicators.find((i) => i.code === f.indicator)?.name);
                        return `${label || f.indicator}${t("app.paren", { text: String(f.coverage.medianYear) })}`;
                      })
                      .join(t("app.listComma"))}
                  </dd>
                </>
              )}
              <dt>{t("home.rulesActive")}</dt>
              <dd>
                <Link to="/admin/rules">
                  {active.length > 0 ? active.map((r) => r.name).join(t("app.listComma")) : t("home.noRule")}
                </Link>
              </dd>
            </dl>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Alerts() {
  const t = useT();
  const format = useFormat();
  const words = useProblemText();
  const action = useActionName();
  const query = useQuery(trailQuery({ outcome: "denied", pageSize: 8 }));
  return (
    <Panel flush title={t("home.alerts")} extra={<Link to="/audit?outcome=denied">{t("nav.audit")}</Link>}>
      <Loaded query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Nothing>{t("home.noAlerts")}</Nothing>
          ) : (
            <table className={css.table}>
              <thead>
                <tr>
                  <th scope="col">{t("trail.at")}</th>
                  <th scope="col">{t("trail.who")}</th>
                  <th scope="col">{t("trail.action")}</th>
                  <th scope="col">{t("home.refusedFor")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((e) => (
                  <tr key={e.seq}>
                    <td className={css.nowrap}>{format.time(e.at)}</td>
                    <td>{e.username}</td>
                    <td>{action(e.action)}</td>
                    <td>{e.reason && words({ code: e.reason, status: 403 })}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </Panel>
  );
}

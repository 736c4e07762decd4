import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { trailQuery, usersQuery } from "../../api/admin";
import { datasetsQuery, useMay } from "../../api/queries";
import { rulesQuery } from "../../api/rankings";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { useProblemText } from "../../ui/Failure";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Panel } from "../../ui/Page";
import { useActionName } from "./Trail";
import css from "./admin.module.css";

/** An administrator's home: accounts that need a hand, how old the data is, attempts that were refused. */
export function AdminHome() {
  const mayAudit = useMay("audit.read");
  const mayUsers = useMay("user.read");
  return (
    <>
      {mayUsers && <Accounts />}
      <Freshness />
      {mayAudit && <Alerts />}
    </>
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

function Freshness() {
  const t = useT();
  const format = useFormat();
  const query = useQuery(datasetsQuery);
  const rules = useQuery(rulesQuery);
  const active = (rules.data?.items ?? []).filter((r) => r.active);
  return (
    <Panel title={t("home.freshness")} extra={<Link to="/datasets">{t("nav.datasets")}</Link>}>
      <Loaded query={query} rows={2}>
        {(datasets) => {
          const newest = datasets[0];
          if (!newest) return <Nothing>{t("datasets.none")}</Nothing>;
          return (
            <dl className={css.facts}>
              <dt>{t("dataset.version")}</dt>
              <dd>{t("dataset.number", { number: newest.number })}</dd>
              <dt>{t("dataset.created")}</dt>
              <dd>{format.time(newest.createdAt)}</dd>
              <dt>{t("dataset.observations")}</dt>
              <dd>{format.integer(newest.counts.observations)}</dd>
              <dt>{t("dataset.years")}</dt>
              <dd>
                {newest.firstYear}–{newest.lastYear}
              </dd>
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
              <tbody>
                {items.map((e) => (
                  <tr key={e.seq}>
                    <td>{format.time(e.at)}</td>
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

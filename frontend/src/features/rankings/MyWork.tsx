import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { datasetsQuery, sessionQuery } from "../../api/queries";
import { rankingQuery, rankingsQuery } from "../../api/rankings";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { LinkButton } from "../../ui/LinkButton";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Panel } from "../../ui/Page";
import { Quorum, StateTag } from "./State";
import css from "./rankings.module.css";

/** Returned rankings of a team, each with what its reviewers asked for. */
export function Returned({ team }: { team: string }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const list = useQuery(rankingsQuery({ team, state: "returned", pageSize: 20 }));
  const items = list.data?.items ?? [];
  const whole = useQueries({ queries: items.map((r) => rankingQuery(r.id)) });
  if (items.length === 0) return null;
  return (
    <Panel title={t("rankings.returned", { n: items.length })} className={css.returned}>
      {items.map((r, i) => (
        <article key={r.id} className={css.returnedItem}>
          <h3>
            <StateTag state={r.state} /> <Link to={`/rankings/${r.id}`}>{r.title}</Link>
          </h3>
          {(whole[i]?.data?.review.decisions ?? [])
            .filter((d) => d.decision !== "approve")
            .map((d) => (
              <blockquote key={d.ministry}>
                <p>{d.comment}</p>
                <footer>
                  {name(r.ministries.find((m) => m.team === d.ministry)?.name)} {d.username},{" "}
                  {format.time(d.at)}
                </footer>
              </blockquote>
            ))}
        </article>
      ))}
    </Panel>
  );
}

const shown = 6;

/** An analyst's home: what came back, drafts to go on with, and drafts whose data has moved on. */
export function MyWork() {
  const t = useT();
  const format = useFormat();
  const { data: session } = useQuery(sessionQuery);
  const team = session?.user.teams.find((x) => x.kind === "enterprise")?.id ?? "";
  const list = useQuery({ ...rankingsQuery({ team, pageSize: 50 }), enabled: team !== "" });
  const datasets = useQuery(datasetsQuery);
  const newest = datasets.data?.[0];
  if (team === "") return null;
  return (
    <>
      <Returned team={team} />
      <Panel
        flush
        title={t("home.mine")}
        extra={
          <>
            <Link to="/rankings">{t("home.allRankings")}</Link>
            <LinkButton to="/rankings/new" size="small">
              {t("ranking.create")}
            </LinkButton>
          </>
        }
      >
        <Loaded query={list} rows={4}>
          {({ items }) => {
            const open = items.filter((r) => r.state !== "returned").slice(0, shown);
            if (open.length === 0) {
              return (
                <Nothing
                  action={
                    <LinkButton to="/rankings/new" type="primary">
                      {t("ranking.create")}
                    </LinkButton>
                  }
                >
                  {t("rankings.none")}
                </Nothing>
              );
            }
            return (
              <table className={css.table}>
                <thead>
                  <tr>
                    <th scope="col">{t("ranking.title")}</th>
                    <th scope="col">{t("ranking.state")}</th>
                    <th scope="col">{t("review.quorum")}</th>
                    <th scope="col">{t("ranking.updated")}</th>
                  </tr>
                </thead>
                <tbody>
                  {open.map((r) => (
                    <tr key={r.id}>
                      <th scope="row">
                        <Link to={`/rankings/${r.id}`}>{r.title}</Link>
                        {r.state === "draft" && newest && newest.id !== r.datasetId && (
                          <div className={css.stale}>{t("home.newData", { number: newest.number })}</div>
                        )}
                      </th>
                      <td>
                        <StateTag state={r.state} />
                      </td>
                      <td>
                        <Quorum ministries={r.ministries} quorum={r.quorum} />
                      </td>
                      <td>{format.time(r.updatedAt)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}

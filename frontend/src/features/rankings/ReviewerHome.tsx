import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { sessionQuery } from "../../api/queries";
import { rankingQuery, reviewsQuery } from "../../api/rankings";
import type { RankingItem } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Loaded } from "../../ui/Loaded";
import { Nothing, Panel } from "../../ui/Page";
import { difference } from "./difference";
import { Deadline, Quorum, StateTag } from "./State";
import { useBase } from "./useBase";
import css from "./rankings.module.css";

const shown = 8;

const verdicts = ["approve", "return", "reject"] as const;

/** A reviewer's home: what waits, by deadline, with how far the others are and how much has changed. */
export function ReviewerHome() {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { data: session } = useQuery(sessionQuery);
  const seats = session?.user.teams.map((x) => x.id) ?? [];
  const ours = (r: RankingItem) => r.ministries.find((m) => m.decision && seats.includes(m.team));
  const open = useQuery(reviewsQuery({ state: "open", pageSize: 200 }));
  const done = useQuery(reviewsQuery({ state: "done", pageSize: 200 }));
  return (
    <>
      <Panel
        flush
        title={t("home.queue", { n: open.data?.total ?? 0 })}
        extra={<Link to="/review">{t("nav.review")}</Link>}
      >
        <Loaded query={open} rows={4}>
          {({ items }) => {
            const first = [...items]
              .sort((a, b) => (a.deadline ?? "9").localeCompare(b.deadline ?? "9"))
              .slice(0, shown);
            if (first.length === 0) return <Nothing>{t("review.none.open")}</Nothing>;
            return (
              <table className={css.table}>
                <thead>
                  <tr>
                    <th scope="col">{t("ranking.title")}</th>
                    <th scope="col">{t("ranking.team")}</th>
                    <th scope="col">{t("review.deadline")}</th>
                    <th scope="col">{t("review.quorum")}</th>
                    <th scope="col">{t("home.change")}</th>
                  </tr>
                </thead>
                <tbody>
                  {first.map((r) => (
                    <tr key={r.id}>
                      <th scope="row">
                        <Link to={`/review/${r.id}`}>{r.title}</Link>
                      </th>
                      <td>{name(r.teamName)}</td>
                      <td>
                        <Deadline item={r} />
                      </td>
                      <td>
                        <Quorum ministries={r.ministries} quorum={r.quorum} />
                      </td>
                      <td>
                        <ChangeSize item={r} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            );
          }}
        </Loaded>
      </Panel>
      <Panel
        flush
        title={t("home.decided", { n: done.data?.total ?? 0 })}
        extra={<Link to="/review?tab=done">{t("review.tab.done")}</Link>}
      >
        <Loaded query={done} rows={3}>
          {({ items }) =>
            items.length === 0 ? (
              <Nothing>{t("review.none.done")}</Nothing>
            ) : (
              <table className={css.table}>
                <caption className={css.tally}>
                  {verdicts
                    .map((v) =>
                      t("home.tally", {
                        verdict: t(`ranking.verdict.${v}`),
                        n: items.filter((r) => ours(r)?.decision === v).length,
                      }),
                    )
                    .join(t("app.listComma"))}
                </caption>
                <thead>
                  <tr>
                    <th scope="col">{t("ranking.title")}</th>
                    <th scope="col">{t("ranking.team")}</th>
                    <th scope="col">{t("home.ours")}</th>
                    <th scope="col">{t("review.quorum")}</th>
                    <th scope="col">{t("ranking.state")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.slice(0, shown).map((r) => (
                    <tr key={r.id}>
                      <th scope="row">
                        <Link to={`/review/${r.id}`}>{r.title}</Link>
                      </th>
                      <td>{name(r.teamName)}</td>
                      <td>
                        {t(`ranking.verdict.${ours(r)?.decision ?? "open"}`)}{" "}
                        <span className={css.muted}>{format.time(ours(r)?.at)}</span>
                      </td>
                      <td>
                        <Quorum ministries={r.ministries} quorum={r.quorum} />
                      </td>
                      <td>
                        <StateTag state={r.state} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

/** How many of the first ten changed against the last approved version. */
function ChangeSize({ item }: { item: RankingItem }) {
  const t = useT();
  const { data: ranking } = useQuery(rankingQuery(item.id));
  const base = useBase(ranking);
  if (!ranking || base === undefined) return <>…</>;
  if (base === null) return <span className={css.muted}>{t("home.firstVersion")}</span>;
  const found = difference(base, ranking);
  const moved = found.ranks.filter(
    (r) => r.before !== r.after && Math.min(r.before ?? Infinity, r.after ?? Infinity) <= 10,
  ).length;
  return <>{t("home.changed", { n: moved })}</>;
}

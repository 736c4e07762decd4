import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { industriesQuery, negativeListQuery } from "../../api/data";
import { Problem } from "../../api/problem";
import { useMay } from "../../api/queries";
import { rankingQuery, rankingsQuery } from "../../api/rankings";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Failure } from "../../ui/Failure";
import { Nothing, Panel } from "../../ui/Page";
import css from "./countries.module.css";

const newest = 10; // published rankings looked into

/** Where a country stands in the rankings that were published. */
export function InPublished({ iso3 }: { iso3: string }) {
  const may = useMay("ranking.read");
  return may ? <PublishedRanks iso3={iso3} /> : null;
}

function PublishedRanks({ iso3 }: { iso3: string }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const list = useQuery(rankingsQuery({ state: "published", page: 1, pageSize: newest }));
  const items = list.data?.items ?? [];
  const whole = useQueries({ queries: items.map((r) => rankingQuery(r.id)) });
  const lines = whole.flatMap(({ data: r }) => {
    if (!r?.result) return [];
    const a = r.result.alternatives.find((x) => x.iso3 === iso3);
    const out = r.result.excluded.find((x) => x.iso3 === iso3);
    return a || out ? [{ r, a, out, n: r.result.alternatives.length }] : [];
  });
  const waiting = list.isPending || whole.some((q) => q.isPending);
  return (
    <Panel flush title={t("country.published")}>
      {list.error ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : waiting ? (
        <Nothing>{t("workbench.working")}</Nothing>
      ) : lines.length === 0 ? (
        <Nothing>{t("country.notPublished")}</Nothing>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("ranking.title")}</th>
              <th scope="col">{t("ranking.model")}</th>
              <th scope="col" className={css.right}>
                {t("ranking.year")}
              </th>
              <th scope="col" className={css.right}>
                {t("table.rank")}
              </th>
              <th scope="col" className={css.right}>
                {t("table.score")}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ r, a, out, n }) => {
              const key = `excluded.${out?.reason ?? ""}`;
              return (
                <tr key={r.id}>
                  <th scope="row">
                    <Link to={`/published/${r.id}`}>{r.title}</Link>
                  </th>
                  <td>{name(r.model.name)}</td>
                  <td className={css.right}>{r.year}</td>
                  <td className={css.right}>{a ? `${a.rank}/${n}` : isKey(key) ? t(key) : out?.reason}</td>
                  <td className={css.right}>{format.score(a?.score)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** What the negative list says of a country, industry by industry. */
export function OnNegativeList({ iso3 }: { iso3: string }) {
  const t = useT();
  const name = useName();
  const list = useQuery(negativeListQuery);
  const industries = useQuery(industriesQuery);
  // No list has been kept yet: that is told as such, not as a failure.
  const none = list.error instanceof Problem && list.error.status === 404;
  const entries = (list.data?.entries ?? []).filter((e) => e.iso3 === iso3);
  return (
    <Panel
      flush
      title={t("country.negative")}
      extra={<Link to="/negative-list">{t("country.negativeAll")}</Link>}
    >
      {list.error && !none ? (
        <Failure error={list.error} retry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Nothing>{t("workbench.working")}</Nothing>
      ) : entries.length === 0 ? (
        <Nothing>{t(none ? "country.noNegativeList" : "country.noNegative")}</Nothing>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("negative.industry")}</th>
              <th scope="col">{t("negative.rule")}</th>
              <th scope="col">{t("excluded.reason")}</th>
              <th scope="col">{t("breakdown.source")}</th>
              <th scope="col">{t("country.valid")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((e) => {
              const key = `negative.${e.rule}`;
              const industry = industries.data?.find((i) => i.id === e.industry);
              return (
                <tr key={`${e.industry} ${e.rule} ${e.validFrom ?? ""}`}>
                  <th scope="row">{name(industry?.name) || e.industry}</th>
                  <td>{isKey(key) ? t(key) : e.rule}</td>
                  <td>{name(e.reason)}</td>
                  <td>{e.source}</td>
                  <td>
                    {e.validFrom ?? ""}–{e.validTo ?? ""}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

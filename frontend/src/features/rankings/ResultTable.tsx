import { useQuery } from "@tanstack/react-query";
import { Suspense, use, useState } from "react";
import { Link } from "react-router";
import { useCatalogue } from "../../api/queries";
import { firmnessQuery } from "../../api/rankings";
import type { Firmness, Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing } from "../../ui/Page";
import { series } from "../../ui/theme";
import { CommentMark } from "./Comments";
import { Explanation } from "./Explanation";
import css from "./rankings.module.css";
import { Evidence } from "./subjects";

/** Country names in the language of the interface. */
export function useCountryName() {
  const name = useName();
  const { countries } = useCatalogue();
  return (iso3: string) => name(countries.find((c) => c.iso3 === iso3)?.name) || iso3;
}

/** A ranking's order, line by line; with `firm`, how firm each rank is, and why one stands above the next. */
export function ResultTable({
  ranking,
  firm,
  before,
}: {
  ranking: Ranking;
  firm?: boolean;
  /** Ranks to show the change against. */
  before?: ReadonlyMap<string, number>;
}) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const country = useCountryName();
  const [explained, setExplained] = useState<[string, string]>();
  const evidence = use(Evidence);
  const [opened, setOpened] = useState<string>();
  const firmness = useQuery({ ...firmnessQuery(ranking.id, ranking.version), enabled: Boolean(firm) });
  const rows = ranking.result?.alternatives ?? [];
  if (rows.length === 0) return <Nothing>{t("ranking.noResult")}</Nothing>;
  const of = new Map(firmness.data?.countries.map((c) => [c.iso3, c]));
  const dimensions = ranking.model.tree.children ?? [];
  return (
    <>
      <div className={css.scroll} tabIndex={0} role="region" aria-label={t("table.label")}>
        <table className={css.table} aria-label={t("table.label")}>
          <thead>
            <tr>
              <th scope="col" className={css.right}>
                {t("table.rank")}
              </th>
              {before && <th scope="col">{t("table.change")}</th>}
              <th scope="col">{t("table.country")}</th>
              <th scope="col" className={css.right}>
                {t("table.score")}
              </th>
              <th scope="col" className={css.barCell}>
                {t("table.contribution")}
              </th>
              {firm && (
                <>
                  <th scope="col" className={css.right} title={t("firm.intervalNote")}>
                    {t("firm.interval")}
                  </th>
                  <th scope="col" className={css.right} title={t("firm.topNote")}>
                    {t("firm.top", { k: firmness.data?.topK ?? 3 })}
                  </th>
                </>
              )}
              <th scope="col" className={css.right}>
                {t("table.coverage")}
              </th>
              <th scope="col" className={css.right}>
                {t("table.missing")}
              </th>
              {firm && <th scope="col">{t("app.actions")}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((a, i) => {
              const below = rows[i + 1];
              return (
                <tr key={a.iso3} data-iso3={a.iso3}>
                  <td className={css.right}>{a.rank}</td>
                  {before && (
                    <td>
                      <Change before={before.get(a.iso3)} after={a.rank} />
                    </td>
                  )}
                  <th scope="row" className={css.nowrap}>
                    <Link to={`/countries/${a.iso3}`}>{country(a.iso3)}</Link>
                    <CommentMark kind="country" id={a.iso3} label={country(a.iso3)} />
                  </th>
                  <td className={css.right}>
                    <button
                      type="button"
                      className={css.linkButton}
                      onClick={() => setOpened(a.iso3)}
                      aria-label={`${format.score(a.score)} ${t("evidence.open", { name: country(a.iso3) })}`}
                      title={t("evidence.open", { name: country(a.iso3) })}
                    >
                      {format.score(a.score)}
                    </button>
                  </td>
                  <td>
                    <span className={css.bar} aria-hidden onClick={() => setOpened(a.iso3)}>
                      {a.dimensions.map((d, n) => (
                        <i
                          key={d.id}
                          style={{
                            width: `${(d.contribution ?? 0) * 100}%`,
                            background: series[n % series.length],
                          }}
                        />
                      ))}
                    </span>
                  </td>
                  {firm && <FirmCells firmness={of.get(a.iso3)} waiting={firmness.isPending} />}
                  <td className={css.right}>{format.percent(a.coverage)}</td>
                  <td className={css.right}>{a.missing > 0 ? a.missing : "—"}</td>
                  {firm && (
                    <td>
                      {below && (
                        <button
                          type="button"
                          className={css.linkButton}
                          onClick={() => setExplained([a.iso3, below.iso3])}
                          aria-label={t("pair.button", { a: country(a.iso3), b: country(below.iso3) })}
                        >
                          {t("pair.open")}
                        </button>
                      )}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className={css.legend}>
        {dimensions.map((d, i) => (
          <span key={d.id}>
            <i style={{ background: series[i % series.length] }} aria-hidden /> {name(d.name)}
          </span>
        ))}
        {firm && firmness.data && (
          <span>
            {t("firm.note", { draws: format.integer(firmness.data.draws), seed: firmness.data.seed })}
          </span>
        )}
        {firm && firmness.error && <span role="alert">{t("firm.failed")}</span>}
      </p>
      {opened && evidence && (
        <Suspense>
          <evidence.Country ranking={ranking} iso3={opened} close={() => setOpened(undefined)} />
        </Suspense>
      )}
      {explained && (
        <Explanation
          ranking={ranking}
          a={explained[0]}
          b={explained[1]}
          change={(a, b) => setExplained([a, b])}
          close={() => setExplained(undefined)}
        />
      )}
    </>
  );
}

function FirmCells({ firmness, waiting }: { firmness: Firmness | undefined; waiting: boolean }) {
  const format = useFormat();
  if (!firmness) {
    return (
      <>
        <td className={css.right}>{waiting ? "…" : "—"}</td>
        <td className={css.right}>{waiting ? "…" : "—"}</td>
      </>
    );
  }
  const { rankLow, rankHigh } = firmness;
  return (
    <>
      <td className={css.right}>{rankLow === rankHigh ? rankLow : `${rankLow}–${rankHigh}`}</td>
      <td className={css.right}>{format.percent(firmness.top)}</td>
    </>
  );
}

/** Places gained or lost, as an arrow with a number; never by colour alone. */
export function Change({ before, after }: { before: number | undefined; after: number | undefined }) {
  const t = useT();
  if (after === undefined) return <span className={css.change}>{t("difference.gone")}</span>;
  if (before === undefined) return <span className={css.change}>{t("difference.new")}</span>;
  const n = before - after;
  if (n === 0) return <span className={css.same}>—</span>;
  return (
    <span className={css.change} title={t(n > 0 ? "table.up" : "table.down", { n: Math.abs(n) })}>
      {n > 0 ? "▲" : "▼"}
      {n > 0 ? "+" : "−"}
      {Math.abs(n)}
    </span>
  );
}

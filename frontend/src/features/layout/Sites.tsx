import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { Link, useSearchParams } from "react-router";
import { siteRankingQuery } from "../../api/layouts";
import { useCatalogue } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Nothing, Page, Panel } from "../../ui/Page";
import { Asked } from "./Asked";
import css from "./layout.module.css";
import { useWords } from "./words";

/** Sites of a strategy, or of one of its countries, best first. */
export default function Sites() {
  const t = useT();
  const name = useName();
  const words = useWords();
  const format = useFormat();
  const { strategies, countries } = useCatalogue();
  const [search, setSearch] = useSearchParams();
  const strategy = strategies.find((s) => s.id === search.get("strategy")) ?? strategies[0];
  const within = strategy?.members.find((m) => m.iso3 === search.get("country"))?.iso3 ?? "";
  const ranking = useQuery({
    ...siteRankingQuery({ strategy: strategy?.id, within: within || undefined }),
    placeholderData: keepPreviousData,
    enabled: strategy !== undefined,
  });
  const country = (iso3: string) => name(countries.find((c) => c.iso3 === iso3)?.name);
  if (!strategy) return <Nothing>{t("state.noMatch")}</Nothing>;
  return (
    <Page title={t("sites.rankTitle")} note={t("sites.rankNote")}>
      <Panel
        flush
        title={name(strategy.name)}
        extra={
          <>
            <Select
              value={strategy.id}
              aria-label={t("layout.strategy")}
              style={{ width: 300 }}
              options={strategies.map((s) => ({ value: s.id, label: `${s.id} ${name(s.name)}` }))}
              onChange={(id: string) => setSearch({ strategy: id }, { replace: true })}
            />
            <Select
              value={within}
              aria-label={t("sites.country")}
              style={{ width: 200 }}
              options={[
                { value: "", label: t("sites.allCountries") },
                ...strategy.members.map((m) => ({ value: m.iso3, label: country(m.iso3) })),
              ]}
              onChange={(iso3: string) =>
                setSearch(iso3 ? { strategy: strategy.id, country: iso3 } : { strategy: strategy.id }, {
                  replace: true,
                })
              }
            />
          </>
        }
      >
        <Asked query={ranking} rows={10}>
          {(answer) => (
            <div className={css.wide}>
              <table className={css.table} aria-label={t("sites.rankTitle")}>
                <thead>
                  <tr>
                    <th scope="col" className={css.right}>
                      {t("sites.rank")}
                    </th>
                    <th scope="col">{t("layout.col.site")}</th>
                    <th scope="col">{t("layout.col.country")}</th>
                    <th scope="col">{t("layout.col.kind")}</th>
                    <th scope="col" className={css.right}>
                      {t("layout.col.score")}
                    </th>
                    <th scope="col" className={css.right}>
                      {t("sites.range")}
                    </th>
                    <th scope="col" className={css.right}>
                      {t("layout.col.coverage")}
                    </th>
                    <th scope="col">{t("layout.gradeC.ignored")}</th>
                  </tr>
                </thead>
                <tbody>
                  {answer.items.map((s) => (
                    <tr key={s.id}>
                      <td className={css.right}>{s.rank || "—"}</td>
                      <th scope="row">
                        <Link to={`/sites/${s.id}?strategy=${strategy.id}`}>{words.site(s.name)}</Link>
                      </th>
                      <td>{country(s.iso3)}</td>
                      <td>{words.kind(s.kind)}</td>
                      <td className={css.right}>{format.score(s.score)}</td>
                      <td className={css.right}>
                        {format.score(s.scoreLow)}–{format.score(s.scoreHigh)}
                      </td>
                      <td className={css.right}>{format.percent(s.coverage)}</td>
                      <td
                        className={s.ignored.length > 0 ? css.weak : undefined}
                        style={{ whiteSpace: "normal" }}
                      >
                        {s.ignored.length > 0 && `⚠ ${words.list(s.ignored.map(words.indicator))}`}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Asked>
      </Panel>
    </Page>
  );
}

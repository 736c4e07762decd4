import { useSuspenseQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { Link, useParams, useSearchParams } from "react-router";
import { siteQuery } from "../../api/layouts";
import type { SiteValue } from "../../api/layouts";
import { useCatalogue } from "../../api/queries";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Page, Panel } from "../../ui/Page";
import css from "./layout.module.css";
import { useWords } from "./words";

/** One site: every indicator with its grade, where it comes from and what to know before relying on it. */
export default function SitePage() {
  const t = useT();
  const name = useName();
  const words = useWords();
  const format = useFormat();
  const { id = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  const { data: site } = useSuspenseQuery(siteQuery(id, search.get("strategy") ?? undefined, undefined));
  const { countries, strategies, sources } = useCatalogue();
  const strategy = strategies.find((s) => s.id === site.strategy);
  const criteria = new Map(site.score?.criteria.map((c) => [c.id, c]));
  const definition = new Map(site.indicators.map((i) => [i.code, i]));
  const facts: [string, React.ReactNode][] = [
    [
      t("site.openCountry"),
      <Link key="country" to={`/countries/${site.iso3}`}>
        {name(countries.find((c) => c.iso3 === site.iso3)?.name)}
      </Link>,
    ],
    [t("layout.col.kind"), words.kind(site.kind)],
    [
      t("site.position"),
      site.lat === undefined ? "—" : `${format.fixed(site.lat, 2)}, ${format.fixed(site.lon, 2)}`,
    ],
    [t("site.score"), format.score(site.score?.score)],
    [
      strategy ? t("site.rankIn", { strategy: name(strategy.name) }) : "",
      site.score ? t("site.rank", { rank: site.score.rank, of: site.ranked }) : t("site.notRanked"),
    ],
    [t("layout.col.coverage"), format.percent(site.score?.coverage)],
  ];
  const source = (ids: string[]) =>
    words.list(ids.map((s) => sources.find((x) => x.id === s)?.publisher ?? s)) || "—";
  return (
    <Page
      title={words.site(site.name)}
      trail={[{ label: t("nav.sites"), to: `/sites?strategy=${site.strategy ?? ""}` }]}
      note={site.id}
      extra={
        strategy && <Link to={`/layout?strategy=${strategy.id}&why=${site.id}`}>{t("site.inLayout")}</Link>
      }
    >
      <div className={css.stack}>
        <Panel>
          {site.strategies.length > 1 && (
            <Segmented
              value={site.strategy ?? ""}
              options={site.strategies}
              onChange={(s) => setSearch({ strategy: s }, { replace: true })}
              aria-label={t("layout.strategy")}
            />
          )}
          <dl className={css.facts}>
            {facts.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Panel>
        <Panel title={t("site.indicators")} flush>
          <div className={css.wide}>
            <table className={css.table} aria-label={t("site.indicators")}>
              <thead>
                <tr>
                  <th scope="col">{t("site.indicator")}</th>
                  <th scope="col" className={css.right}>
                    {t("site.value")}
                  </th>
                  <th scope="col">{t("site.unit")}</th>
                  <th scope="col">{t("layout.col.grade")}</th>
                  <th scope="col" className={css.right}>
                    {t("site.contribution")}
                  </th>
                  <th scope="col">{t("site.sources")}</th>
                  <th scope="col">{t("site.caveats")}</th>
                </tr>
              </thead>
              <tbody>
                {site.values.map((v) => {
                  const c = criteria.get(v.indicator);
                  const d = definition.get(v.indicator);
                  return (
                    <tr key={v.indicator}>
                      <th scope="row" title={name(d?.definition)}>
                        {name(d?.name)}
                      </th>
                      <td className={css.right}>
                        {v.value === undefined ? "—" : format.exact(Number(v.value.toFixed(2)))}
                      </td>
                      <td>{name(d?.unit)}</td>
                      <td className={v.grade === "C" ? css.weak : undefined}>
                        {v.grade
                          ? `${v.grade === "C" ? "⚠ " : ""}${t("layout.grade", { grade: v.grade })}`
                          : t("site.missing")}
                        {c && !c.counted && ` · ${t(c.filled ? "site.filled" : "site.notCounted")}`}
                      </td>
                      <td className={css.right}>{c ? format.score(c.contribution) : ""}</td>
                      <td>{v.value === undefined ? "" : source(v.sourceIds)}</td>
                      <td>
                        <Caveats value={v} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </Panel>
      </div>
    </Page>
  );
}

function Caveats({ value }: { value: SiteValue }) {
  const t = useT();
  if (value.caveats.length === 0) return null;
  return (
    <ul className={css.caveats}>
      {value.caveats.map((key) => (
        <li key={key}>{isKey(key) ? t(key) : key}</li>
      ))}
    </ul>
  );
}

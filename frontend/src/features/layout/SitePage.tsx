import { useSuspenseQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { Link, useParams, useSearchParams } from "react-router";
import { siteQuery } from "../../api/layouts";
import type { Passage } from "../../api/layouts";
import { useCatalogue, useMay } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Page, Panel } from "../../ui/Page";
import { Contributions } from "./Contributions";
import css from "./layout.module.css";
import { SiteFigures } from "./SiteFigures";
import { SitePassages } from "./SitePassages";
import { SiteValues } from "./SiteValues";
import { useWords } from "./words";

const passages = ["suez", "panama", "malacca"] as const;

/** One site: every indicator with its grade, where it comes from and what to know before relying on it. */
export default function SitePage() {
  const t = useT();
  const name = useName();
  const words = useWords();
  const format = useFormat();
  const { id = "" } = useParams();
  const [search, setSearch] = useSearchParams();
  const closed: Passage = passages.find((p) => p === search.get("closed")) ?? "";
  const { data: site } = useSuspenseQuery(
    siteQuery(id, search.get("strategy") ?? undefined, closed || undefined),
  );
  const { countries, strategies } = useCatalogue();
  const mayEdit = useMay("ownSite.edit");
  const strategy = strategies.find((s) => s.id === site.strategy);
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(key, value);
    else next.delete(key);
    setSearch(next, { replace: true });
  };
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
  return (
    <Page
      title={words.site(site.name)}
      trail={[{ label: t("nav.sites"), to: `/sites?strategy=${site.strategy ?? ""}` }]}
      note={site.own ? t("site.ownBadge") : site.id}
      extra={
        <>
          {site.own && mayEdit && <Link to={`/own-sites/${site.id}`}>{t("site.ownEdit")}</Link>}
          {strategy && (
            <Link to={`/layout?strategy=${strategy.id}&why=${site.id}`}>{t("site.inLayout")}</Link>
          )}
        </>
      }
    >
      <div className={css.stack}>
        <Panel>
          <div className={css.controls} style={{ marginBottom: 8 }}>
            {site.strategies.length > 0 && (
              <Select
                value={site.strategy}
                aria-label={t("layout.strategy")}
                style={{ width: 280 }}
                options={site.strategies.map((s) => ({
                  value: s,
                  label: `${s} ${name(strategies.find((x) => x.id === s)?.name)}`,
                }))}
                onChange={(s: string) => set("strategy", s)}
              />
            )}
            <Select
              value={closed}
              aria-label={t("sites.closed")}
              style={{ width: 170 }}
              options={[
                { value: "", label: t("sites.noneClosed") },
                ...passages.map((p) => ({
                  value: p,
                  label: t("layout.changes.closed", { passage: t(`layout.passage.${p}`) }),
                })),
              ]}
              onChange={(p: string) => set("closed", p)}
            />
          </div>
          <dl className={css.facts}>
            {facts.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ))}
            {site.score && (
              <div>
                <dt>{t("sites.contributions")}</dt>
                <dd>
                  <Contributions site={site.score} />
                </dd>
              </div>
            )}
          </dl>
        </Panel>
        <SitePassages site={site} />
        {site.own && <SiteFigures own={site.own} />}
        <Panel title={t("site.indicators")} flush>
          <SiteValues site={site} />
        </Panel>
      </div>
    </Page>
  );
}

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { siteRankingQuery } from "../../api/layouts";
import type { Passage } from "../../api/layouts";
import { useCatalogue, useMay } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { Nothing, Page, Panel } from "../../ui/Page";
import { useSettled } from "../../ui/useSettled";
import { Asked } from "./Asked";
import css from "./layout.module.css";
import { SiteTable } from "./SiteTable";
import { SiteWeights } from "./SiteWeights";

const kinds = ["port", "park", "city", "own"] as const;
const passages = ["suez", "panama", "malacca"] as const;

/** Sites of a strategy, or of one of its countries, best first, by weights that can be moved. */
export default function Sites() {
  const t = useT();
  const name = useName();
  const { strategies, countries } = useCatalogue();
  const [search, setSearch] = useSearchParams();
  const mayOwn = useMay("ownSite.read");
  const [weights, setWeights] = useState<Record<string, number>>({});
  const settled = useSettled(weights, 200);
  const strategy = strategies.find((s) => s.id === search.get("strategy")) ?? strategies[0];
  const within = strategy?.members.find((m) => m.iso3 === search.get("country"))?.iso3 ?? "";
  const kind = kinds.find((k) => k === search.get("kind")) ?? "";
  const closed: Passage = passages.find((p) => p === search.get("closed")) ?? "";
  const own = mayOwn && search.get("own") !== "0";
  const countC = search.get("countC") === "1";
  const moved = Object.keys(settled).length > 0;
  const ranking = useQuery({
    ...siteRankingQuery({
      strategy: strategy?.id,
      within: within || undefined,
      closed: closed || undefined,
      teamSites: own || undefined,
      countC: countC || undefined,
      weights: moved ? settled : undefined,
    }),
    placeholderData: keepPreviousData,
    enabled: strategy !== undefined,
  });
  if (!strategy) return <Nothing>{t("state.noMatch")}</Nothing>;
  const set = (key: string, value: string) => {
    const next = new URLSearchParams(search);
    if (value) next.set(key, value);
    else next.delete(key);
    if (key === "strategy") next.delete("country");
    setSearch(next, { replace: true });
  };
  const country = (iso3: string) => name(countries.find((c) => c.iso3 === iso3)?.name);
  const branches = ranking.data?.items[0]?.dimensions.map((d) => ({ id: d.id, weight: d.weight })) ?? [];
  return (
    <Page
      title={t("sites.rankTitle")}
      note={t("sites.rankNote")}
      extra={mayOwn && <Link to="/own-sites">{t("own.title")}</Link>}
    >
      <div className={css.stack}>
        <Panel>
          <div className={css.controls}>
            <Select
              value={strategy.id}
              aria-label={t("layout.strategy")}
              style={{ width: 280 }}
              options={strategies.map((s) => ({ value: s.id, label: `${s.id} ${name(s.name)}` }))}
              onChange={(id: string) => set("strategy", id)}
            />
            <Select
              value={within}
              aria-label={t("sites.country")}
              style={{ width: 190 }}
              options={[
                { value: "", label: t("sites.allCountries") },
                ...strategy.members.map((m) => ({ value: m.iso3, label: country(m.iso3) })),
              ]}
              onChange={(iso3: string) => set("country", iso3)}
            />
            <Select
              value={kind}
              aria-label={t("sites.kind")}
              style={{ width: 140 }}
              options={[
                { value: "", label: t("sites.allKinds") },
                ...kinds.map((k) => ({ value: k, label: t(`layout.kind.${k}`) })),
              ]}
              onChange={(k: string) => set("kind", k)}
            />
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
            {mayOwn && (
              <label className={css.control}>
                <input
                  type="checkbox"
                  checked={own}
                  onChange={(e) => set("own", e.target.checked ? "" : "0")}
                />
                {t("sites.own")}
              </label>
            )}
            <label className={css.control}>
              <input
                type="checkbox"
                checked={countC}
                onChange={(e) => set("countC", e.target.checked ? "1" : "")}
              />
              {t("sites.countC")}
            </label>
          </div>
        </Panel>
        {branches.length > 0 && (
          <Panel title={t("sites.weights")}>
            <SiteWeights branches={branches} weights={weights} change={setWeights} />
          </Panel>
        )}
        <Panel flush title={within ? country(within) : name(strategy.name)}>
          <Asked query={ranking} rows={10}>
            {(answer) => <SiteTable answer={answer} kind={kind} strategy={strategy.id} />}
          </Asked>
        </Panel>
      </div>
    </Page>
  );
}

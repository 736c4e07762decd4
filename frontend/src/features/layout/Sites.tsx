import { Button } from "antd";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { downloadSites } from "../../api/layouts";
import { useCatalogue, useMay } from "../../api/queries";
import { useName, useT } from "../../i18n";
import { ExportMenu } from "../../ui/ExportMenu";
import { Nothing, Page } from "../../ui/Page";
import css from "./layout.module.css";
import { SaveDraft } from "./SaveDraft";
import { kinds, SiteRecipe, sitesOf } from "./SiteRecipe";
import type { SiteState } from "./SiteRecipe";
import { passages } from "./useLayoutState";

/** Sites of a strategy, or of one of its countries, best first, by weights that can be moved; kept as a draft. */
export default function Sites() {
  const t = useT();
  const name = useName();
  const { strategies, countries } = useCatalogue();
  const [search, setSearch] = useSearchParams();
  const mayOwn = useMay("ownSite.read");
  const mayCreate = useMay("ranking.create");
  const [weights, setWeights] = useState<Record<string, number>>({});
  const [saving, setSaving] = useState(false);
  const strategy = strategies.find((s) => s.id === search.get("strategy")) ?? strategies[0];
  if (!strategy) return <Nothing>{t("state.noMatch")}</Nothing>;
  const state: SiteState = {
    strategy: strategy.id,
    within: strategy.members.find((m) => m.iso3 === search.get("country"))?.iso3 ?? "",
    closed: passages.find((p) => p === search.get("closed")) ?? "",
    countC: search.get("countC") === "1",
    own: search.get("own") !== "0",
    model: search.get("model") ? { id: search.get("model") ?? "", version: 0 } : undefined,
    weights,
  };
  const write = (entries: Record<string, string>) => {
    const next = new URLSearchParams(search);
    for (const [key, value] of Object.entries(entries)) {
      if (value) next.set(key, value);
      else next.delete(key);
    }
    setSearch(next, { replace: true });
  };
  const change = (c: Partial<SiteState>) => {
    if (c.weights) setWeights(c.weights);
    const entries: Record<string, string> = {};
    if (c.strategy !== undefined) entries.strategy = c.strategy;
    if (c.within !== undefined) entries.country = c.within;
    if (c.closed !== undefined) entries.closed = c.closed;
    if (c.countC !== undefined) entries.countC = c.countC ? "1" : "";
    if (c.own !== undefined) entries.own = c.own ? "" : "0";
    if ("model" in c) entries.model = c.model?.id ?? "";
    if (Object.keys(entries).length > 0) write(entries);
  };
  const own = mayOwn && state.own;
  const about = name(state.within ? countries.find((c) => c.iso3 === state.within)?.name : strategy.name);
  return (
    <Page
      title={t("sites.rankTitle")}
      note={t("sites.rankNote")}
      extra={
        <>
          {mayOwn && <Link to="/own-sites">{t("own.title")}</Link>}
          <ExportMenu download={(format, lang) => downloadSites(sitesOf(state), own, format, lang)} />
          {mayCreate && (
            <Button type="primary" onClick={() => setSaving(true)}>
              {t("ranking.save")}
            </Button>
          )}
        </>
      }
    >
      <div className={css.stack}>
        <SiteRecipe
          state={state}
          change={change}
          kind={kinds.find((k) => k === search.get("kind")) ?? ""}
          setKind={(kind) => write({ kind })}
        />
      </div>
      {saving && (
        <SaveDraft
          heading={t("ranking.save")}
          title={`${t("sites.rankTitle")} · ${state.within ? about : `${strategy.id} ${about}`}`}
          what={{ subject: "site", sites: sitesOf(state), ...(own ? { teamSites: true } : {}) }}
          close={() => setSaving(false)}
        />
      )}
    </Page>
  );
}

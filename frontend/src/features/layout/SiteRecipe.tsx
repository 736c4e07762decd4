import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { siteRankingQuery } from "../../api/layouts";
import type { Passage, SiteRequest } from "../../api/layouts";
import { siteModelsQuery, useCatalogue, useMay } from "../../api/queries";
import type { Origin } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Panel } from "../../ui/Page";
import { useSettled } from "../../ui/useSettled";
import { Asked } from "./Asked";
import css from "./layout.module.css";
import { SaveSiteModel } from "./SaveSiteModel";
import { shippedSiteModel, SiteModelChoice } from "./SiteModelChoice";
import { SiteTable } from "./SiteTable";
import { SiteWeights } from "./SiteWeights";
import type { Branch } from "./SiteWeights";
import { passages } from "./useLayoutState";

export const kinds = ["port", "park", "city", "own"] as const;
export type Kind = (typeof kinds)[number] | "";

/** What a ranking of sites is asked. */
export interface SiteState {
  strategy: string;
  within: string;
  closed: Passage;
  countC: boolean;
  /** The team's own sites are ranked too, as they are now. */
  own: boolean;
  /** The model of sites; the shipped one without. */
  model: Origin | undefined;
  weights: Record<string, number>;
  /** What is kept of the question elsewhere; it brings the team's own sites as they were. */
  stored?: SiteRequest;
}

/** What a kept recipe asks, as the page shows it. */
export function siteStateOf(q: SiteRequest): SiteState {
  return {
    strategy: q.strategy ?? "",
    within: q.within ?? "",
    closed: q.closed ?? "",
    countC: q.countC ?? false,
    own: true,
    model: q.siteModel,
    weights: Object.fromEntries((q.weights ?? []).map((w) => [w.node, w.weight])),
    stored: q,
  };
}

/** The recipe that keeps a state; what has no field on the page stays. */
export function sitesOf(s: SiteState): SiteRequest {
  const { countries, cities, gaps, own, models } = s.stored ?? {};
  const weights = Object.entries(s.weights).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...(s.strategy ? { strategy: s.strategy } : {}),
    ...(s.within ? { within: s.within } : {}),
    ...(s.closed ? { closed: s.closed } : {}),
    ...(s.countC ? { countC: true } : {}),
    ...(s.model ? { siteModel: s.model } : {}),
    ...(weights.length > 0 ? { weights: weights.map(([node, weight]) => ({ node, weight })) } : {}),
    ...(countries ? { countries } : {}),
    ...(cities ? { cities } : {}),
    ...(gaps ? { gaps } : {}),
    ...(own ? { own } : {}),
    ...(models ? { models } : {}),
  };
}

/** The recipe of a ranking of sites and the order it gives, ranked again with every change. */
export function SiteRecipe({
  state,
  change,
  kind,
  setKind,
}: {
  state: SiteState;
  change: (c: Partial<SiteState>) => void;
  kind: Kind;
  setKind: (kind: Kind) => void;
}) {
  const t = useT();
  const name = useName();
  const { strategies, countries } = useCatalogue();
  const mayOwn = useMay("ownSite.read");
  const mayModel = useMay("model.create");
  const [keeping, setKeeping] = useState(false);
  const { data: models } = useQuery(siteModelsQuery);
  const words = (lng: string) => t("site.branch.factors", { lng });
  const settled = useSettled(state.weights, 200);
  const strategy = strategies.find((s) => s.id === state.strategy);
  const { weights: _, models: __, ...asked } = sitesOf(state);
  const ranking = useQuery({
    ...siteRankingQuery({
      ...asked,
      ...(mayOwn && state.own && !state.stored ? { teamSites: true } : {}),
      ...(Object.keys(settled).length > 0 ? { weights: settled } : {}),
    }),
    placeholderData: keepPreviousData,
  });
  const from = state.model?.id ?? shippedSiteModel;
  const country = (iso3: string) => name(countries.find((c) => c.iso3 === iso3)?.name);
  const items = ranking.data?.items ?? [];
  const tree = ranking.data?.model.tree;
  const branches: Branch[] = (tree?.children ?? []).map((n) => ({
    id: n.id,
    name: n.name,
    weight: n.weight,
    locked: n.locked ?? false,
  }));
  // Land, power and labour are known of own sites alone: their branch is offered where there are some.
  if (items.some((s) => s.kind === "own") && !branches.some((b) => b.id === factors))
    branches.push({ id: factors, name: { zh: words("zh-CN"), en: words("en") }, weight: 0, locked: false });
  return (
    <>
      <Panel>
        <div className={css.controls}>
          <Select
            value={state.strategy}
            aria-label={t("layout.strategy")}
            style={{ width: 280 }}
            options={strategies.map((s) => ({ value: s.id, label: `${s.id} ${name(s.name)}` }))}
            disabled={Boolean(state.stored)}
            onChange={(id: string) => change({ strategy: id, within: "" })}
          />
          <Select
            value={state.within}
            aria-label={t("sites.country")}
            style={{ width: 190 }}
            options={[
              { value: "", label: t("sites.allCountries") },
              ...(strategy?.members ?? []).map((m) => ({ value: m.iso3, label: country(m.iso3) })),
            ]}
            onChange={(iso3: string) => change({ within: iso3 })}
          />
          <Select<Kind>
            value={kind}
            aria-label={t("sites.kind")}
            style={{ width: 140 }}
            options={[
              { value: "", label: t("sites.allKinds") },
              ...kinds.map((k) => ({ value: k, label: t(`layout.kind.${k}`) })),
            ]}
            onChange={setKind}
          />
          <Select<Passage>
            value={state.closed}
            aria-label={t("sites.closed")}
            style={{ width: 170 }}
            options={[
              { value: "", label: t("sites.noneClosed") },
              ...passages.map((p) => ({
                value: p,
                label: t("layout.changes.closed", { passage: t(`layout.passage.${p}`) }),
              })),
            ]}
            onChange={(p) => change({ closed: p })}
          />
          {mayOwn && !state.stored && (
            <label className={css.control}>
              <input
                type="checkbox"
                checked={state.own}
                onChange={(e) => change({ own: e.target.checked })}
              />
              {t("sites.own")}
            </label>
          )}
          <SiteModelChoice model={state.model} change={(model) => change({ model, weights: {} })} />
          <label className={css.control}>
            <input
              type="checkbox"
              checked={state.countC}
              onChange={(e) => change({ countC: e.target.checked })}
            />
            {t("sites.countC")}
          </label>
          {state.stored?.own && (
            <span className={css.muted}>{t("layout.ownKept", { n: state.stored.own.length })}</span>
          )}
        </div>
      </Panel>
      {branches.length > 0 && (
        <Panel title={t("sites.weights")}>
          <SiteWeights
            branches={branches}
            weights={state.weights}
            change={(weights) => change({ weights })}
            keep={mayModel ? () => setKeeping(true) : undefined}
          />
        </Panel>
      )}
      {keeping && tree && (
        <SaveSiteModel
          tree={tree}
          from={{
            id: from,
            version: state.model?.version || (models?.find((m) => m.id === from)?.version ?? 1),
          }}
          done={(made) => {
            setKeeping(false);
            change({ model: { id: made.id, version: made.version }, weights: {} });
          }}
          close={() => setKeeping(false)}
        />
      )}
      <Panel flush title={state.within ? country(state.within) : name(strategy?.name)}>
        <Asked query={ranking} rows={10}>
          {(answer) => <SiteTable sites={answer.items} kind={kind} strategy={state.strategy} />}
        </Asked>
      </Panel>
    </>
  );
}

const factors = "site.factors";

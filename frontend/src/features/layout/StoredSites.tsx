import { Suspense, useState } from "react";
import type { SiteRequest, SiteStudy } from "../../api/layouts";
import { useCatalogue } from "../../api/queries";
import type { Ranking } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import css from "./layout.module.css";
import { SiteRecipe, siteStateOf, sitesOf } from "./SiteRecipe";
import type { Kind } from "./SiteRecipe";
import { SiteTable } from "./SiteTable";
import { siteDifference } from "./siteDifference";
import { SiteModelName } from "./SiteModelName";
import type { Cited, Marker, SiteEvidence } from "./stored";
import { LandUseTable } from "./StoredPlan";
import { useWords } from "./words";

/** The recipe of a kept ranking of sites; what is written here saves itself. */
export function SitesEditor({
  request,
  change,
}: {
  request: SiteRequest;
  change: (request: SiteRequest) => void;
}) {
  const [kind, setKind] = useState<Kind>("");
  const state = siteStateOf(request);
  return (
    <div className={css.stack}>
      <SiteRecipe
        state={state}
        change={(c) => change(sitesOf({ ...state, ...c }))}
        kind={kind}
        setKind={setKind}
      />
    </div>
  );
}

/** What a kept ranking of sites came to: recipe, order with ranges of ranks, what the data cannot say. */
export function SitesResult({
  ranking,
  Mark,
  Evidence,
}: {
  ranking: Ranking;
  Mark?: Marker;
  Evidence: SiteEvidence;
}) {
  const t = useT();
  const name = useName();
  const words = useWords();
  const format = useFormat();
  const { strategies, countries } = useCatalogue();
  const [cited, setCited] = useState<Cited>();
  const { siteStudy: study, sites: request } = ranking;
  if (!study || !request) return null;
  const strategy = strategies.find((s) => s.id === request.strategy);
  const within = countries.find((c) => c.iso3 === request.within);
  const by = new Map(study.sites.map((s) => [s.id, s]));
  const site = (id: string) => {
    const found = by.get(id);
    return found ? words.site(found.name) : id;
  };
  return (
    <div className={css.stack}>
      <Panel title={t("sites.recipe")}>
        <p className={css.line}>
          {words.list(
            [
              strategy && `${strategy.id} ${name(strategy.name)}`,
              within && name(within.name),
              request.closed && t("layout.changes.closed", { passage: words.passage(request.closed) }),
              t(study.siteModel.countC ? "sites.gradeCIn" : "sites.gradeCOut"),
              request.own && t("layout.ownKept", { n: request.own.length }),
            ].filter((x) => typeof x === "string"),
          )}
        </p>
        <p className={css.line}>
          {t("sites.model")}
          {t("app.colon")}
          <SiteModelName model={study.siteModel} named={request.siteModel} />
        </p>
        <p className={css.line}>
          {t("sites.weights")}
          {t("app.colon")}
          {words.list(
            (study.siteModel.tree.children ?? []).map(
              (n) => `${words.branch(n)} ${format.percent(n.weight, 1)}`,
            ),
          )}
        </p>
        <p className={css.muted} style={{ margin: 0 }}>
          {t("sites.ranksNote", { draws: study.firmness.draws })}
        </p>
      </Panel>
      <Panel flush title={t("sites.rankTitle")}>
        <SiteTable
          sites={study.sites}
          firm={study.firmness}
          kind=""
          strategy={request.strategy ?? ""}
          Mark={Mark}
          cite={(site) => setCited({ site })}
        />
      </Panel>
      {cited && (
        <Suspense>
          <Evidence
            key={cited.site}
            ranking={ranking}
            {...cited}
            Mark={Mark}
            close={() => setCited(undefined)}
          />
        </Suspense>
      )}
      <LandUseTable study={study} site={site} />
      <Panel title={t("layout.limits")}>
        <ul className={css.limits}>
          {study.limits.map((key) => (
            <li key={key}>{isKey(key) ? words.out(key) : key}</li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

/** What a ranking of sites has instead of another, or of its own round before. */
export function SitesDifference({
  before,
  after,
}: {
  before: { request: SiteRequest; study: SiteStudy };
  after: { request: SiteRequest; study: SiteStudy };
}) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const d = siteDifference(before, after);
  const told: Record<string, (value: string) => string> = {
    closed: (v) => (v ? t("layout.changes.closed", { passage: words.passage(v) }) : t("sites.noneClosed")),
    countC: (v) => t(v ? "sites.gradeCIn" : "sites.gradeCOut"),
    own: (v) => t("sites.ownNumber", { n: v || "0" }),
  };
  const label = (field: string) => {
    const key = `sites.field.${field}`;
    return isKey(key) ? t(key) : words.branch({ id: field, name: d.branches.get(field) });
  };
  const value = (field: string, v: string) =>
    told[field]?.(v) ?? (d.branches.has(field) ? format.percent(Number(v), 1) : v || "—");
  return (
    <div data-difference>
      {d.recipe.length === 0 ? (
        <p className={css.line}>{t("sites.sameRecipe")}</p>
      ) : (
        <table className={css.table} aria-label={t("sites.recipe")}>
          <thead>
            <tr>
              <th scope="col">{t("difference.what")}</th>
              <th scope="col">{t("difference.before")}</th>
              <th scope="col">{t("difference.after")}</th>
            </tr>
          </thead>
          <tbody>
            {d.recipe.map((c) => (
              <tr key={c.field}>
                <th scope="row">{label(c.field)}</th>
                <td>{value(c.field, c.before)}</td>
                <td>{value(c.field, c.after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {d.moved.length === 0 ? (
        <p className={css.line}>{t("sites.sameOrder")}</p>
      ) : (
        <table className={css.table} aria-label={t("sites.moved")}>
          <thead>
            <tr>
              <th scope="col">{t("sites.movedOf", { n: d.moved.length, of: after.study.sites.length })}</th>
              <th scope="col" className={css.right}>
                {t("difference.before")}
              </th>
              <th scope="col" className={css.right}>
                {t("difference.after")}
              </th>
              <th scope="col" className={css.right}>
                {t("layout.col.score")}
              </th>
            </tr>
          </thead>
          <tbody>
            {d.moved.slice(0, 15).map((m) => (
              <tr key={m.id}>
                <th scope="row">{words.site(m.name)}</th>
                <td className={css.right}>{m.before ?? "—"}</td>
                <td className={css.right}>
                  {m.after ?? "—"}
                  {m.before && m.after ? (m.after < m.before ? " ▲" : " ▼") : ""}
                </td>
                <td className={css.right}>
                  {format.score(m.scoreBefore)} → {format.score(m.scoreAfter)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** The difference between two kept rankings of sites. */
export function StoredSitesDifference({ before, after }: { before: Ranking; after: Ranking }) {
  if (!before.sites || !before.siteStudy || !after.sites || !after.siteStudy) return null;
  return (
    <SitesDifference
      before={{ request: before.sites, study: before.siteStudy }}
      after={{ request: after.sites, study: after.siteStudy }}
    />
  );
}

import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { datasetsQuery, useCatalogue } from "../../api/queries";
import type { Ranking, RankingItem, Scope } from "../../api/types";
import { useName, useT } from "../../i18n";
import { Copy } from "../../ui/Copy";
import { useMethodName } from "./State";
import css from "./rankings.module.css";

/** A scope in words: regions, strategies and countries add up; none of them is everybody. */
export function useScopeText() {
  const t = useT();
  const name = useName();
  const { countries, regions, strategies } = useCatalogue();
  return (scope: Scope) => {
    const parts = [
      ...(scope.regions ?? []).map((id) => name(regions.find((r) => r.id === id)?.name) || id),
      ...(scope.strategies ?? []).map((id) => `${id} ${name(strategies.find((s) => s.id === id)?.name)}`),
      ...(scope.countries ?? []).map((id) => name(countries.find((c) => c.iso3 === id)?.name) || id),
    ];
    return parts.length > 0
      ? parts.join(t("app.listComma"))
      : t("ranking.allCandidates", { n: countries.length });
  };
}

/** A dataset's number in words. */
export function useDatasetName() {
  const t = useT();
  const { data } = useQuery(datasetsQuery);
  return (id: string) => {
    const found = data?.find((d) => d.id === id);
    return found ? t("dataset.number", { number: found.number }) : id;
  };
}

/** What kind of ranking it is, with a layout's strategy. */
export function useKind() {
  const t = useT();
  const name = useName();
  const { strategies } = useCatalogue();
  return (r: Pick<RankingItem, "subject" | "strategy"> | Ranking) => {
    const id =
      "sites" in r && r.sites
        ? r.sites.strategy
        : "layout" in r
          ? r.layout?.strategy
          : "strategy" in r
            ? r.strategy
            : undefined;
    const strategy = strategies.find((s) => s.id === id);
    return `${t(`ranking.subject.${r.subject}`)}${strategy ? ` · ${strategy.id} ${name(strategy.name)}` : ""}`;
  };
}

/** What a ranking was made with, in one list. */
export function Facts({ ranking, sealed }: { ranking: Ranking; sealed?: boolean }) {
  const t = useT();
  const name = useName();
  const scope = useScopeText();
  const dataset = useDatasetName();
  const method = useMethodName();
  const kind = useKind();
  const seal = ranking.sealed;
  return (
    <dl className={css.facts}>
      <dt>{t("ranking.team")}</dt>
      <dd>{name(ranking.teamName)}</dd>
      <dt>{t("ranking.subject")}</dt>
      <dd>{kind(ranking)}</dd>
      <dt>{t(ranking.subject === "country" ? "ranking.model" : "ranking.hostModel")}</dt>
      <dd>
        <Link to={`/models/${ranking.modelId}`}>{name(ranking.model.name)}</Link>{" "}
        {t("workbench.version", { version: ranking.modelVersion })}
      </dd>
      {ranking.subject === "country" && (
        <>
          <dt>{t("ranking.method")}</dt>
          <dd>{method(ranking.model.method)}</dd>
          <dt>{t("ranking.scope")}</dt>
          <dd>{scope(ranking.scope)}</dd>
        </>
      )}
      <dt>{t("ranking.dataset")}</dt>
      <dd>
        <Link to="/datasets">{dataset(ranking.datasetId)}</Link>
      </dd>
      <dt>{t("ranking.year")}</dt>
      <dd>{ranking.year}</dd>
      {ranking.purpose && (
        <>
          <dt>{t("ranking.purpose")}</dt>
          <dd>{ranking.purpose}</dd>
        </>
      )}
      {ranking.basedOn && (
        <>
          <dt>{t("ranking.basedOn")}</dt>
          <dd>
            <Link to={`/rankings/${ranking.basedOn.id}`}>{t("ranking.basedOnLink")}</Link>
          </dd>
        </>
      )}
      {sealed && seal && (
        <>
          <dt>{t("ranking.digest")}</dt>
          <dd>
            <Copy text={seal.digest} shown={`${seal.digest.slice(0, 23)}…`} />
          </dd>
          <dt>{t("ranking.datasetDigest")}</dt>
          <dd>
            <Copy text={seal.datasetDigest} shown={`${seal.datasetDigest.slice(0, 23)}…`} />
          </dd>
          <dt>{t("ranking.engine")}</dt>
          <dd>{seal.engineVersion}</dd>
        </>
      )}
    </dl>
  );
}

import { useQuery } from "@tanstack/react-query";
import { firmnessQuery } from "../../api/rankings";
import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Panel } from "../../ui/Page";
import { difference, first } from "./difference";
import { useDatasetName } from "./Facts";
import { useCountryName } from "./ResultTable";
import css from "./rankings.module.css";

/**
 * What a reviewer asks before anything else, in sentences made from the sealed result: who leads and how firmly,
 * what changed since the last approved version, and what rests on missing or old figures.
 */
export function KeyPoints({ ranking, base }: { ranking: Ranking; base: Ranking | null | undefined }) {
  const t = useT();
  const points = [useLead(ranking), useChange(ranking, base), useGaps(ranking)].filter(Boolean);
  return (
    <Panel title={t("points.title")}>
      <ul className={css.points}>
        {points.map((p) => (
          <li key={p}>{p}</li>
        ))}
      </ul>
    </Panel>
  );
}

function useLead(ranking: Ranking): string {
  const t = useT();
  const format = useFormat();
  const country = useCountryName();
  const { data } = useQuery(firmnessQuery(ranking.id, ranking.version));
  const [lead, second] = ranking.result?.alternatives ?? [];
  if (!lead) return t("ranking.noResult");
  const firm = data?.countries.find((c) => c.iso3 === lead.iso3);
  return [
    second
      ? t("points.lead", {
          a: country(lead.iso3),
          b: country(second.iso3),
          score: format.score(lead.score),
          ahead: format.fixed(lead.score - second.score, 3),
        })
      : t("points.only", { a: country(lead.iso3), score: format.score(lead.score) }),
    firm &&
      data &&
      t("points.firm", {
        low: firm.rankLow,
        high: firm.rankHigh,
        k: data.topK,
        top: format.percent(firm.top),
        draws: format.integer(data.draws),
      }),
  ]
    .filter(Boolean)
    .join(t("app.sentenceSpace"));
}

function useChange(ranking: Ranking, base: Ranking | null | undefined): string {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const country = useCountryName();
  const dataset = useDatasetName();
  if (base === undefined) return "";
  if (base === null) return t("difference.none");
  const found = difference(base, ranking);
  const listed = (codes: string[]) => codes.map(country).join(t("app.listComma")) || t("difference.nobody");
  const weight = found.weights[0];
  return [
    t("points.change", {
      title: base.title,
      n: first,
      moved: found.ranks.filter(
        (r) => r.before !== r.after && Math.min(r.before ?? Infinity, r.after ?? Infinity) <= first,
      ).length,
      entered: listed(found.entered),
      left: listed(found.left),
    }),
    weight
      ? t("points.weight", {
          name: name(weight.line.node.name),
          before: format.percent(weight.before ?? 0, 1),
          after: format.percent(weight.after ?? 0, 1),
        })
      : t("difference.sameWeights"),
    base.datasetId === ranking.datasetId
      ? t("points.sameData")
      : t("points.data", { before: dataset(base.datasetId), after: dataset(ranking.datasetId) }),
  ].join(t("app.sentenceSpace"));
}

function useGaps(ranking: Ranking): string {
  const t = useT();
  const country = useCountryName();
  const result = ranking.result;
  if (!result) return "";
  const thin = result.alternatives.filter((a) => a.missing > 0);
  const ahead = thin.filter((a) => a.rank <= first).map((a) => country(a.iso3));
  return [
    t("points.gaps", {
      n: thin.length,
      total: result.alternatives.length,
      stale: result.warnings.filter((w) => w.code === "stale").length,
    }),
    ahead.length > 0
      ? t("points.gapsAhead", { n: first, list: ahead.join(t("app.listComma")) })
      : t("points.noGapsAhead", { n: first }),
    result.excluded.length > 0 && t("points.excluded", { n: result.excluded.length }),
  ]
    .filter(Boolean)
    .join(t("app.sentenceSpace"));
}

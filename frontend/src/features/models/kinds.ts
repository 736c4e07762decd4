import { useQuery } from "@tanstack/react-query";
import { siteIndicatorsQuery, useCatalogue } from "../../api/queries";
import type { Indicator, Model } from "../../api/types";

/** An indicator as a model's editor shows it. */
export type ModelIndicator = Omit<Indicator, "coverage">;

/** Where a model is used for a ranking. */
export const rankingBy = (m: Model) =>
  m.kind === "site" ? `/sites?model=${m.id}` : `/workbench?model=${m.id}`;

/** The list that a model stands in. */
export const modelsOf = (m: Model) => (m.kind === "site" ? "/models?of=sites" : "/models");

/** The indicators that a model may be made of; those of sites come a moment later. */
export function useIndicators(kind: string): ModelIndicator[] {
  const { indicators } = useCatalogue();
  const sites = kind === "site";
  const { data } = useQuery({ ...siteIndicatorsQuery, enabled: sites });
  return sites ? (data ?? []) : indicators;
}

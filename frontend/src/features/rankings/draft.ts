import type { Ranking, RankingRequest, Region, Scope } from "../../api/types";

/** What a team writes of a draft; the whole of it is sent with every save. */
export interface Draft {
  title: string;
  purpose: string;
  notes: string;
  modelId: string;
  scope: Scope;
  datasetId: string;
  year: number;
  weights: Record<string, number>;
  archived: boolean;
}

export function draftOf(r: Ranking): Draft {
  const { title, purpose, notes, modelId, scope, datasetId, year, weights, archived } = r;
  return { title, purpose, notes, modelId, scope, datasetId, year, weights, archived };
}

/**
 * The request that stores a draft over a ranking. The model is named only when another one was chosen: naming
 * the same one again would leave it, and a model of the draft's own has no id to name.
 */
export function requestOf(draft: Draft, stored: Ranking): RankingRequest {
  const { modelId, datasetId, year, ...rest } = draft;
  return {
    ...rest,
    seed: stored.seed,
    ...(modelId === stored.modelId ? {} : { modelId }),
    // Another dataset has another newest year, which the server knows.
    ...(datasetId === stored.datasetId ? { year } : { datasetId }),
  };
}

/** The fields in which two drafts differ. */
export function changedFields(a: Draft, b: Draft): (keyof Draft)[] {
  const keys: (keyof Draft)[] = [
    "title",
    "purpose",
    "notes",
    "modelId",
    "scope",
    "datasetId",
    "year",
    "weights",
    "archived",
  ];
  return keys.filter((key) => stable(a[key]) !== stable(b[key]));
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) =>
    typeof v === "object" && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([x], [y]) => (x < y ? -1 : 1)))
      : v,
  );
}

/** A list of countries as regions where it is made of whole ones, so that people can read it. */
export function tidy(scope: Scope, regions: Region[]): Scope {
  const codes = new Set(scope.countries);
  if (codes.size === 0) return scope;
  const whole = regions.filter((r) => r.countries.length > 0 && r.countries.every((c) => codes.has(c)));
  for (const r of whole) r.countries.forEach((c) => codes.delete(c));
  if (whole.length === regions.length && codes.size === 0) return {};
  return {
    ...(whole.length > 0 ? { regions: [...(scope.regions ?? []), ...whole.map((r) => r.id)] } : {}),
    ...(scope.strategies?.length ? { strategies: scope.strategies } : {}),
    ...(codes.size > 0 ? { countries: [...codes] } : {}),
  };
}

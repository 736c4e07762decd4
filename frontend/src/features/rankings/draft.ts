import type { Model, Ranking, RankingRequest, Region, Scope } from "../../api/types";

/** What a team writes of a draft; the whole of it is sent with every save. */
export interface Draft {
  title: string;
  purpose: string;
  notes: string;
  modelId: string;
  /** The model with the draft's own method and screens; absent while a newly chosen one is not stored yet. */
  model?: Model;
  scope: Scope;
  datasetId: string;
  year: number;
  weights: Record<string, number>;
  archived: boolean;
  /** The recipe of a layout. */
  layout?: Ranking["layout"];
  /** The recipe of a ranking of sites. */
  sites?: Ranking["sites"];
}

/** What a draft is made from. */
type Stored = Pick<Ranking, keyof Draft | "seed">;

export function draftOf(r: Stored): Draft {
  const { title, purpose, notes, modelId, model, scope, datasetId, year, weights, archived, layout, sites } =
    r;
  return {
    title,
    purpose,
    notes,
    modelId,
    model,
    scope,
    datasetId,
    year,
    weights,
    archived,
    ...(layout && { layout }),
    ...(sites && { sites }),
  };
}

/** What of a model decides a ranking; who keeps it under which number does not. */
const recipe = ({ method, params, screens, tree }: Model) => stable({ method, params, screens, tree });

/** A model that lives in one ranking only. */
const own = "own";

/**
 * The request that stores a draft over a ranking. A model is named when another one was chosen: naming the
 * same one again would leave it, and a model of the draft's own has no id to name. It is sent whole when the
 * draft asks for another method or other screens.
 */
export function requestOf(draft: Draft, stored: Stored): RankingRequest {
  const { modelId, model, datasetId, year, ...rest } = draft;
  const same = modelId === stored.modelId;
  const named = same ? {} : { modelId };
  const asStored = model && recipe(model) === recipe(stored.model);
  const chosen = !model || (asStored && same) || (!same && model.id !== own);
  return {
    ...rest,
    seed: stored.seed,
    ...(chosen ? named : { model, ...(modelId === own ? {} : { modelId }) }),
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
    "model",
    "scope",
    "datasetId",
    "year",
    "weights",
    "archived",
    "layout",
    "sites",
  ];
  const text = (d: Draft, key: keyof Draft) =>
    key === "model" ? d.model && recipe(d.model) : stable(d[key]);
  return keys.filter((key) => text(a, key) !== text(b, key));
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

import type { Alternative, Attainable, Country, Result, Simulation } from "../../api/types";

/** One line of the ranking table, primitives only so that an unchanged line is not drawn again. */
export interface Row {
  iso3: string;
  name: string;
  rank: number;
  /** Places gained (+) or lost (−) against the model's own weights; undefined when it was not ranked there. */
  change?: number;
  score: number;
  low: number;
  high: number;
  coverage: number;
  missing: number;
  stale: number;
  /** Contributions by dimension, in the model's order, joined by a space; empty where a method has none. */
  parts: string;
  /** Ranks that 90 % of the draws lie between, and the share of draws among the first; once simulated. */
  rankLow?: number;
  rankHigh?: number;
  top?: number;
  /** Ranks that some weights within their bounds give; `proven` when no others are possible. */
  best?: number;
  worst?: number;
  proven?: boolean;
}

export const sortKeys = ["rank", "name", "score", "change", "coverage", "top", "best"] as const;
export type SortKey = (typeof sortKeys)[number];
export interface Sort {
  key: SortKey;
  descending: boolean;
}

/** The result as lines, in its own order: rank, then name. Which data are too old is the same for all weights. */
export function rowsOf(
  result: Result,
  baseline: Result | undefined,
  firmness: Simulation | undefined,
  attainable: Attainable | undefined,
  nameOf: (iso3: string) => string,
): Row[] {
  const before = new Map(baseline?.alternatives.map((a) => [a.iso3, a]));
  const reach = new Map(attainable?.countries.map((c) => [c.iso3, c]));
  const firm = new Map(firmness?.countries.map((c) => [c.iso3, c]));
  return result.alternatives.map((a) => {
    const was = before.get(a.iso3);
    const limit = reach.get(a.iso3);
    const f = firm.get(a.iso3);
    return {
      iso3: a.iso3,
      name: nameOf(a.iso3),
      rank: a.rank,
      change: was === undefined ? undefined : was.rank - a.rank,
      score: a.score,
      low: a.scoreLow,
      high: a.scoreHigh,
      coverage: a.coverage,
      missing: a.missing,
      stale: was?.criteria.filter((c) => c.status === "stale").length ?? 0,
      parts: a.dimensions.every((d) => d.contribution !== undefined)
        ? a.dimensions.map((d) => (d.contribution ?? 0).toFixed(4)).join(" ")
        : "",
      rankLow: f?.rankLow,
      rankHigh: f?.rankHigh,
      top: f?.top,
      best: limit?.best,
      worst: limit?.worst,
      proven: limit?.exact,
    };
  });
}

/** Sorted copy; equal lines stay in order of rank, then name. */
export function sorted(rows: Row[], sort: Sort, language: string): Row[] {
  const names = new Intl.Collator(language);
  const by = (a: Row, b: Row): number => {
    switch (sort.key) {
      case "name":
        return names.compare(a.name, b.name);
      case "change":
        return (a.change ?? -1000) - (b.change ?? -1000);
      case "top":
        return (a.top ?? -1) - (b.top ?? -1);
      case "best":
        return (a.best ?? 1000) - (b.best ?? 1000) || (a.worst ?? 1000) - (b.worst ?? 1000);
      default:
        return a[sort.key] - b[sort.key];
    }
  };
  const sign = sort.descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * by(a, b) || a.rank - b.rank || names.compare(a.name, b.name));
}

/** The country that moved most between two answers among the first `top`, for the spoken summary. */
export function mover(before: Result | undefined, after: Result, top: number): Alternative | undefined {
  if (!before) return undefined;
  const was = new Map(before.alternatives.map((a) => [a.iso3, a.rank]));
  let best: Alternative | undefined;
  let most = 0;
  for (const a of after.alternatives) {
    const moved = Math.abs((was.get(a.iso3) ?? a.rank) - a.rank);
    if (a.rank <= top && moved > most) [best, most] = [a, moved];
  }
  return best;
}

/** The countries a set of filters leaves; filters of one kind add up, kinds narrow each other. */
export interface Filters {
  regions: string[];
  roles: string[]; // "S1" or "S1:node"
  countries: string[];
}

/** The codes of the countries that pass; undefined without any filter. */
export function scopeOf(filters: Filters, all: Country[]): string[] | undefined {
  if (filters.regions.length + filters.roles.length + filters.countries.length === 0) return undefined;
  const inRole = (c: Country) =>
    c.roles.some(
      (r) => filters.roles.includes(r.strategy) || filters.roles.includes(`${r.strategy}:${r.role}`),
    );
  return all
    .filter(
      (c) =>
        (filters.regions.length === 0 || filters.regions.includes(c.region)) &&
        (filters.roles.length === 0 || inRole(c)) &&
        (filters.countries.length === 0 || filters.countries.includes(c.iso3)),
    )
    .map((c) => c.iso3);
}

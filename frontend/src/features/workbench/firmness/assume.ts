import type { MethodTable, Result } from "../../../api/types";

export const leading = 5;

/** What one changed assumption does to the first few. */
export interface Effect {
  left: string[];
  entered: string[];
  /** Places those who were among the first moved, taken together. */
  places: number;
}

/** The first few of an order before and after; an order is ranks by country. */
export function effectOn(before: Map<string, number>, after: Map<string, number>, k = leading): Effect {
  const among = (m: Map<string, number>) => [...m].filter(([, r]) => r <= k).map(([c]) => c);
  const first = among(before);
  const next = among(after);
  const last = after.size + 1; // who is not ranked any more is behind all
  return {
    left: first.filter((c) => !next.includes(c)),
    entered: next.filter((c) => !first.includes(c)),
    places: first.reduce((s, c) => s + Math.abs((after.get(c) ?? last) - (before.get(c) ?? 0)), 0),
  };
}

export const ranksOf = (r: Result) => new Map(r.alternatives.map((a) => [a.iso3, a.rank]));

export const ranksBy = (table: MethodTable, method: number) =>
  new Map(table.countries.map((c) => [c.iso3, c.rank[method] ?? 0]));

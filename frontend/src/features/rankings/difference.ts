import type { Ranking, Result } from "../../api/types";
import { weightLines } from "./weights";
import type { WeightLine } from "./weights";

/** How far down the list "the first" go, as ministries read it. */
export const first = 10;

export interface WeightChange {
  line: WeightLine;
  /** Share of the whole before; undefined when the earlier model had no such node. */
  before: number | undefined;
  after: number | undefined;
}

export interface RankChange {
  iso3: string;
  before: number | undefined;
  after: number | undefined;
}

export interface Difference {
  /** Nodes whose share of the whole differs, largest change first. */
  weights: WeightChange[];
  /** Every country ranked in either, in the later order. */
  ranks: RankChange[];
  entered: string[];
  left: string[];
  moved: number;
}

/** What differs between two rankings that have results, the earlier first. */
export function difference(before: Ranking, after: Ranking): Difference {
  const was = new Map(weightLines(before.model, before.weights).map((l) => [l.node.id, l]));
  const is = new Map(weightLines(after.model, after.weights).map((l) => [l.node.id, l]));
  const weights: WeightChange[] = [];
  for (const id of new Set([...is.keys(), ...was.keys()])) {
    const line = is.get(id) ?? was.get(id);
    const change = { before: was.get(id)?.overall, after: is.get(id)?.overall };
    if (!line || Math.abs((change.after ?? 0) - (change.before ?? 0)) < 1e-9) continue;
    weights.push({ line, ...change });
  }
  const size = (c: WeightChange) => Math.abs((c.after ?? 0) - (c.before ?? 0));
  weights.sort((a, b) => size(b) - size(a));

  const ranks = rankChanges(before.result, after.result);
  const top = (r: number | undefined) => r !== undefined && r <= first;
  return {
    weights,
    ranks,
    entered: ranks.filter((r) => top(r.after) && !top(r.before)).map((r) => r.iso3),
    left: ranks.filter((r) => top(r.before) && !top(r.after)).map((r) => r.iso3),
    moved: ranks.filter((r) => r.before !== r.after).length,
  };
}

function rankChanges(before: Result | undefined, after: Result | undefined): RankChange[] {
  const was = new Map(before?.alternatives.map((a) => [a.iso3, a.rank]));
  const is = new Map(after?.alternatives.map((a) => [a.iso3, a.rank]));
  const gone = [...was.keys()].filter((iso3) => !is.has(iso3));
  return [...is.keys(), ...gone].map((iso3) => ({ iso3, before: was.get(iso3), after: is.get(iso3) }));
}

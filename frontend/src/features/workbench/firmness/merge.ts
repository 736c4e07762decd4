import type { Firmness, Simulation } from "../../../api/types";

/**
 * Two simulations of one ranking with different seeds as one: shares and means are weighed by their draws, the
 * spread holds that between both, the 5 % and 95 % ranks are read off the joined shares by rank.
 */
export function merge(a: Simulation, b: Simulation): Simulation {
  const draws = a.draws + b.draws;
  const mean = (x: number, y: number) => (x * a.draws + y * b.draws) / draws;
  const error = (p: number) => Math.sqrt((p * (1 - p)) / draws);
  const other = new Map(b.countries.map((c, i) => [c.iso3, { c, i }]));
  const at = a.countries.map((c) => other.get(c.iso3)?.i ?? 0);
  const countries = a.countries.map((x): Firmness => {
    const y = other.get(x.iso3)?.c ?? x;
    const acceptability = x.acceptability.map((p, r) => mean(p, y.acceptability[r] ?? 0));
    const expectedRank = mean(x.expectedRank, y.expectedRank);
    const square = (c: Firmness) => c.rankSd ** 2 + (c.expectedRank - expectedRank) ** 2;
    const first = mean(x.first, y.first);
    const top = mean(x.top, y.top);
    return {
      iso3: x.iso3,
      rank: x.rank,
      acceptability,
      expectedRank,
      rankSd: Math.sqrt(mean(square(x), square(y))),
      rankLow: reached(acceptability, 0.05),
      rankHigh: reached(acceptability, 0.95),
      first,
      firstError: error(first),
      top,
      topError: error(top),
    };
  });
  const pairwise = a.pairwise.map((row, i) =>
    row.map((p, j) => {
      const q = b.pairwise[at[i] ?? 0]?.[at[j] ?? 0];
      return typeof p === "number" && typeof q === "number" ? mean(p, q) : null;
    }),
  );
  return { ...a, draws, countries, pairwise };
}

/** The first rank at which the shares add up to a part of all draws. */
function reached(shares: number[], part: number): number {
  let sum = 0;
  for (const [i, p] of shares.entries()) {
    sum += p;
    if (sum >= part - 1e-12) return i + 1;
  }
  return shares.length;
}

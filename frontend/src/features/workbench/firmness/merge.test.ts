import { expect, test } from "vitest";
import type { Simulation } from "../../../api/types";
import { merge } from "./merge";

/** What the server says of given draws of ranks: one list of ranks per country. */
function simulation(ranks: Record<string, number[]>, seed: number): Simulation {
  const codes = Object.keys(ranks);
  const all = Object.values(ranks);
  const draws = all[0]?.length ?? 0;
  const share = (list: number[], yes: (r: number) => boolean) => list.filter(yes).length / draws;
  return {
    draws,
    seed,
    weights: "levels",
    topK: 2,
    sensitivity: { topK: 2, nodes: [], without: [], effects: [], possible: [] },
    countries: all.map((list, i) => {
      const mean = list.reduce((s, r) => s + r, 0) / draws;
      const first = share(list, (r) => r === 1);
      const top = share(list, (r) => r <= 2);
      const sorted = [...list].sort((x, y) => x - y);
      return {
        iso3: codes[i] ?? "",
        rank: i + 1,
        acceptability: codes.map((_, r) => share(list, (x) => x === r + 1)),
        expectedRank: mean,
        rankSd: Math.sqrt(list.reduce((s, r) => s + (r - mean) ** 2, 0) / draws),
        rankLow: sorted[Math.ceil(0.05 * draws) - 1] ?? 0,
        rankHigh: sorted[Math.ceil(0.95 * draws) - 1] ?? 0,
        first,
        firstError: Math.sqrt((first * (1 - first)) / draws),
        top,
        topError: Math.sqrt((top * (1 - top)) / draws),
      };
    }),
    pairwise: all.map((x, i) =>
      all.map((y, j) => (i === j ? null : x.filter((r, k) => r < (y[k] ?? 0)).length / draws)),
    ),
  };
}

test("two simulations joined say what one over all draws says", () => {
  const one = { A: [1, 1, 2, 3], B: [2, 3, 1, 1], C: [3, 2, 3, 2] };
  const two = { A: [3, 1], B: [1, 2], C: [2, 3] };
  const both = { A: [...one.A, ...two.A], B: [...one.B, ...two.B], C: [...one.C, ...two.C] };
  const joined = merge(simulation(one, 1), simulation(two, 2));
  const whole = simulation(both, 1);
  expect(joined.draws).toBe(6);
  whole.countries.forEach((c, i) => {
    const j = joined.countries[i];
    expect(j?.rankLow).toBe(c.rankLow);
    expect(j?.rankHigh).toBe(c.rankHigh);
    for (const key of ["expectedRank", "rankSd", "first", "firstError", "top", "topError"] as const) {
      expect(j?.[key]).toBeCloseTo(c[key], 12);
    }
    c.acceptability.forEach((p, r) => expect(j?.acceptability[r]).toBeCloseTo(p, 12));
    whole.pairwise[i]?.forEach((p, k) => {
      if (p === null) expect(joined.pairwise[i]?.[k]).toBeNull();
      else expect(joined.pairwise[i]?.[k]).toBeCloseTo(Number(p), 12);
    });
  });
});

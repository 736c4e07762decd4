import { describe, expect, test } from "vitest";
import type { Country, Result } from "../../api/types";
import { mover, rowsOf, scopeOf, sorted } from "./rows";

const alternative = (iso3: string, rank: number, score: number): Result["alternatives"][number] => ({
  iso3,
  rank,
  score,
  scoreLow: score,
  scoreHigh: score,
  coverage: 1,
  missing: 0,
  dimensions: [{ id: "a", weight: 1, coverage: 1, score, contribution: score }],
  criteria: [],
});

const result = (...alternatives: Result["alternatives"]): Result => ({
  datasetId: "ds-1",
  modelId: "general",
  modelVersion: 1,
  method: "weightedSum",
  engineVersion: "1",
  digest: "sha256:0",
  year: 2025,
  alternatives,
  excluded: [],
  warnings: [],
});

const before = result(alternative("VNM", 1, 0.9), alternative("POL", 2, 0.8), alternative("BRA", 3, 0.7));
const after = result(alternative("BRA", 1, 0.9), alternative("VNM", 2, 0.8), alternative("POL", 2, 0.8));

describe("rows", () => {
  test("changes are places gained against the baseline; without one there is none", () => {
    expect(rowsOf(after, before, undefined, undefined, (x) => x).map((r) => r.change)).toEqual([2, -1, 0]);
    expect(rowsOf(after, undefined, undefined, undefined, (x) => x).map((r) => r.change)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("attainable ranks stand in their lines, and sort by best, then worst", () => {
    const limit = (iso3: string, best: number, worst: number, exact: boolean) => ({
      iso3,
      rank: 1,
      best,
      bestBound: best,
      worst,
      worstBound: worst,
      exact,
    });
    const attainable = {
      bounds: [],
      countries: [limit("VNM", 1, 9, true), limit("POL", 2, 3, false), limit("BRA", 1, 3, true)],
    };
    const rows = rowsOf(after, before, undefined, attainable, (x) => x);
    expect(rows.map((r) => [r.iso3, r.best, r.worst, r.proven])).toEqual([
      ["BRA", 1, 3, true],
      ["VNM", 1, 9, true],
      ["POL", 2, 3, false],
    ]);
    expect(sorted(rows, { key: "best", descending: false }, "en").map((r) => r.iso3)).toEqual([
      "BRA",
      "VNM",
      "POL",
    ]);
  });

  test("a tie keeps its rank and the order of names", () => {
    const rows = rowsOf(after, before, undefined, undefined, (x) => x);
    expect(sorted(rows, { key: "rank", descending: false }, "en").map((r) => r.iso3)).toEqual([
      "BRA",
      "POL",
      "VNM",
    ]);
    expect(sorted(rows, { key: "score", descending: true }, "en").map((r) => r.iso3)).toEqual([
      "BRA",
      "POL",
      "VNM",
    ]);
    expect(sorted(rows, { key: "name", descending: true }, "en").map((r) => r.iso3)).toEqual([
      "VNM",
      "POL",
      "BRA",
    ]);
  });

  test("the one that moved most among the first", () => {
    expect(mover(before, after, 10)?.iso3).toBe("BRA");
    expect(mover(before, before, 10)).toBeUndefined();
    expect(mover(undefined, after, 10)).toBeUndefined();
  });

  test("filters of one kind add up, kinds narrow each other", () => {
    const country = (iso3: string, region: string, roles: Country["roles"]): Country => ({
      iso3,
      iso2: "",
      m49: "",
      name: { zh: iso3, en: iso3 },
      region,
      candidate: true,
      euMember: false,
      incomeGroup: "",
      landlocked: false,
      capital: { zh: "", en: "" },
      capitalLat: 0,
      capitalLon: 0,
      currencies: [],
      languages: [],
      roles,
    });
    const all = [
      country("MMR", "ASEAN", [
        { strategy: "S1", role: "radiation" },
        { strategy: "S2", role: "node" },
      ]),
      country("VNM", "ASEAN", [{ strategy: "S1", role: "node" }]),
      country("IND", "South Asia", [{ strategy: "S2", role: "node" }]),
    ];
    const none = { regions: [], roles: [], countries: [] };
    expect(scopeOf(none, all)).toBeUndefined();
    expect(scopeOf({ ...none, roles: ["S2"] }, all)).toEqual(["MMR", "IND"]);
    expect(scopeOf({ ...none, roles: ["S1:node"] }, all)).toEqual(["VNM"]);
    expect(scopeOf({ ...none, roles: ["S2"], regions: ["ASEAN"] }, all)).toEqual(["MMR"]);
    expect(scopeOf({ ...none, regions: ["ASEAN", "South Asia"] }, all)).toHaveLength(3);
    expect(scopeOf({ ...none, roles: ["S2:node"], regions: ["EU"] }, all)).toEqual([]);
  });
});

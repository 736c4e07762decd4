import { describe, expect, it } from "vitest";
import {
  boundIn,
  boundsFor,
  changed,
  fields,
  readBounds,
  same,
  valueOf,
  withBound,
  writeBounds,
} from "./boundFields";
import type { LayoutBounds } from "./boundFields";

// A value of every bound there is; the compiler refuses the file when the API has one more.
const full: Required<Omit<LayoutBounds, "admitted">> = {
  members: [
    { iso3: "PER", role: "node", coastSide: "Pacific" },
    { iso3: "LAO", role: "radiation" },
  ],
  industries: ["IND_EQUIPMENT"],
  kinds: ["port", "own"],
  cities: "all",
  portsOnly: false,
  portIndustries: [],
  excludeRestricted: true,
  countryBudget: 3,
  countryBudgets: [{ iso3: "VNM", max: 0 }],
  sameIndustry: 2,
  sameIndustryKm: 150.5,
  separationKm: 0,
  minCountries: 0,
  scoreWeight: 0.5,
  fitWeight: 2,
  nodes: { landReachKm: 500, seaReachKm: 900, minServed: 2 },
  chain: { maxOffKm: 90, minGapKm: 0, maxGapKm: 1400, westEndKm: 3000, eastEndKm: 6000 },
  belt: { neighbourKm: 600, marketReachKm: 1500 },
  axis: { corridorKm: 3000, marketPopulation: 2_000_000 },
};

describe("bounds", () => {
  it("have a field each, and are the same after writing and reading", () => {
    const leaves = Object.values(full).flatMap((v) =>
      typeof v === "object" && !Array.isArray(v) ? Object.keys(v) : [],
    ).length;
    expect(Object.keys(fields)).toHaveLength(Object.keys(full).length - 4 + leaves);
    expect(changed(full)).toHaveLength(Object.keys(fields).length);
    expect(readBounds(writeBounds(full))).toEqual(full);
    expect(writeBounds({ chain: { maxGapKm: 900 }, countryBudget: 3 })).toBe("countryBudget:3,maxGapKm:900");
  });

  it("ignore in an address what is none", () => {
    expect(
      readBounds("nothing:1,maxGapKm:x,cities:some,portsOnly:2,countryBudget:,toString:1,kinds"),
    ).toEqual({});
  });

  it("are set and put back one by one", () => {
    const set = withBound(withBound({}, "maxGapKm", 900), "countryBudget", 3);
    expect(set).toEqual({ countryBudget: 3, chain: { maxGapKm: 900 } });
    expect(valueOf(set, "maxGapKm")).toBe(900);
    expect(withBound(set, "maxGapKm", undefined)).toEqual({ countryBudget: 3 });
    expect(set).toEqual({ countryBudget: 3, chain: { maxGapKm: 900 } });
  });

  it("of another kind of layout are not offered", () => {
    expect(boundsFor("point-axis")).toContain("corridorKm");
    expect(boundsFor("point-axis")).not.toContain("maxGapKm");
  });

  it("are the same in any order, but for the countries", () => {
    expect(same("kinds", ["port", "park"], ["park", "port"])).toBe(true);
    expect(same("members", [{ iso3: "A", role: "node" }], [{ iso3: "A", role: "radiation" }])).toBe(false);
    expect(same("members", [{ iso3: "A", role: "node", note: "x" }], [{ iso3: "A", role: "node" }])).toBe(
      true,
    );
  });

  it("are found in the fields of a refusal", () => {
    expect(boundIn("bounds.chain.maxGapKm")).toBe("maxGapKm");
    expect(boundIn("members[3].role")).toBe("members");
    expect(boundIn("countryBudgets[0].max")).toBe("countryBudgets");
    expect(boundIn("admitted")).toBe("admitted");
    expect(boundIn("forcedIn")).toBeUndefined();
  });
});

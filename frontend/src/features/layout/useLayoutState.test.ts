import { describe, expect, it } from "vitest";
import { forced, readState, requestOf, writeState } from "./useLayoutState";

const state = (text: string) => readState(new URLSearchParams(text));

describe("the layout in the address", () => {
  it("is the same after writing and reading", () => {
    const full = state(
      "strategy=S3&sites=4&closed=suez&in=a,b&out=c&off=chain.gap&bounds=countryBudget:3,maxGapKm:900&countC=1&own=0&ports=p,q&plan=2&beside=3&why=a",
    );
    expect(readState(writeState(full))).toEqual(full);
    expect(full.bounds).toEqual({ countryBudget: 3, chain: { maxGapKm: 900 } });
  });

  it("falls back on defaults for what it does not know", () => {
    expect(state("sites=99&closed=hormuz&bounds=nothing:1,maxGapKm:x&plan=-2")).toMatchObject({
      strategy: "S2",
      sites: 6,
      closed: undefined,
      bounds: {},
      plan: 1,
    });
  });

  it("nests the bounds of a kind of layout in the request", () => {
    expect(requestOf(state("strategy=S2&bounds=countryBudget:3,maxGapKm:900,minGapKm:0")).bounds).toEqual({
      countryBudget: 3,
      chain: { maxGapKm: 900, minGapKm: 0 },
    });
    expect(requestOf(state("")).bounds).toBeUndefined();
    expect(requestOf(state("ports=p")).bounds).toEqual({ admitted: ["p"] });
  });

  it("asks for the team's own sites unless told not to", () => {
    expect(requestOf(state("")).teamSites).toBe(true);
    expect(requestOf(state("own=0")).teamSites).toBeUndefined();
  });

  it("moves a site in, out and back", () => {
    const out = forced(state("in=a,b&out=c"), "a", "out");
    expect(out).toEqual({ in: ["b"], out: ["c", "a"] });
    expect(forced({ ...state(""), ...out }, "c", "")).toEqual({ in: ["b"], out: ["a"] });
  });
});

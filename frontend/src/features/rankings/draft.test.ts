import { describe, expect, it } from "vitest";
import type { Region } from "../../api/types";
import { changedFields, tidy } from "./draft";
import type { Draft } from "./draft";

const draft: Draft = {
  title: "t",
  purpose: "",
  notes: "",
  modelId: "general",
  scope: { regions: ["ASEAN"] },
  datasetId: "ds-1",
  year: 2024,
  weights: { a: 0.2, b: 0.8 },
  archived: false,
};

describe("changedFields", () => {
  it("does not mind the order of keys", () => {
    expect(changedFields(draft, { ...draft, weights: { b: 0.8, a: 0.2 } })).toEqual([]);
  });
  it("names what differs", () => {
    expect(changedFields(draft, { ...draft, title: "u", scope: {} })).toEqual(["title", "scope"]);
  });
});

describe("tidy", () => {
  const text = { zh: "", en: "" };
  const regions: Region[] = [
    { id: "X", name: text, countries: ["AAA", "BBB"] },
    { id: "Y", name: text, countries: ["CCC"] },
  ];
  it("reads whole regions as regions and leaves the rest", () => {
    expect(tidy({ countries: ["AAA", "BBB"] }, regions)).toEqual({ regions: ["X"] });
    expect(tidy({ countries: ["AAA", "CCC"] }, regions)).toEqual({ regions: ["Y"], countries: ["AAA"] });
  });
  it("reads all of them as no limit, and leaves an unlimited scope alone", () => {
    expect(tidy({ countries: ["CCC", "AAA", "BBB"] }, regions)).toEqual({});
    expect(tidy({}, regions)).toEqual({});
  });
});

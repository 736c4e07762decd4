import { describe, expect, it } from "vitest";
import type { Model, Region } from "../../api/types";
import { changedFields, draftOf, requestOf, tidy } from "./draft";
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

describe("requestOf", () => {
  const text = { zh: "", en: "" };
  const model: Model = {
    id: "general",
    version: 1,
    name: text,
    description: text,
    kind: "general",
    method: "weightedSum",
    params: {},
    screens: [],
    team: "",
    createdAt: "",
    updatedAt: "",
    tree: { id: "index", name: text, weight: 1 },
  };
  const stored = { ...draft, model, seed: 1 };

  it("leaves a model alone that is as stored", () => {
    const request = requestOf(draftOf(stored), stored);
    expect(request).not.toHaveProperty("model");
    expect(request).not.toHaveProperty("modelId");
  });
  it("sends the model whole when its method or screens are the draft's own", () => {
    const vikor = { ...model, method: "vikor" };
    expect(requestOf({ ...draftOf(stored), model: vikor }, stored)).toMatchObject({
      model: vikor,
      modelId: "general",
    });
    // Undone after it was stored: the former method goes back, by the model again.
    expect(requestOf(draftOf(stored), { ...stored, model: { ...vikor, id: "own" } })).toMatchObject({
      model,
    });
  });
  it("names another model, and sends none with it", () => {
    const request = requestOf({ ...draftOf(stored), modelId: "strategy-S1", model: undefined }, stored);
    expect(request.modelId).toBe("strategy-S1");
    expect(request.model).toBeUndefined();
  });
  it("tells a conflict of methods, not of version numbers", () => {
    const mine = draftOf(stored);
    expect(changedFields(mine, { ...mine, model: { ...model, id: "own", version: 7 } })).toEqual([]);
    expect(changedFields(mine, { ...mine, model: { ...model, method: "vikor" } })).toEqual(["model"]);
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

import { expect, test } from "vitest";
import type { SiteRequest, SiteStudy } from "../../api/layouts";
import { siteDifference } from "./siteDifference";
import { sitesOf, siteStateOf } from "./SiteRecipe";

const request: SiteRequest = {
  strategy: "S2",
  within: "LKA",
  closed: "malacca",
  countC: true,
  cities: "all",
  gaps: "spread",
  weights: [
    { node: "site.access", weight: 0.3 },
    { node: "site.market", weight: 0.1 },
  ],
  models: [{ id: "general", version: 1 }],
};

test("a kept recipe comes back as it was, with what the page does not show", () => {
  expect(sitesOf(siteStateOf(request))).toEqual(request);
});

test("weights that are restored leave the recipe", () => {
  expect(sitesOf({ ...siteStateOf(request), weights: {} }).weights).toBeUndefined();
});

const study = (order: string[], market: number): SiteStudy => ({
  datasetId: "ds-1",
  datasetDigest: "sha256:00",
  year: 2025,
  countryDigests: [],
  siteModel: {
    id: "site-general",
    version: 1,
    name: { zh: "", en: "" },
    countC: false,
    gaps: "median",
    tree: {
      id: "index",
      name: { zh: "", en: "" },
      weight: 1,
      children: [{ id: "site.market", name: { zh: "", en: "" }, weight: market }],
    },
  },
  sites: order.map((id, i) => ({
    id,
    kind: "port",
    iso3: "LKA",
    name: { zh: id, en: id },
    rank: i + 1,
    score: 1 - i / 10,
    scoreLow: 0,
    scoreHigh: 1,
    coverage: 1,
    missing: 0,
    ignored: [],
    weak: [],
    dimensions: [],
    criteria: [],
  })),
  firmness: { draws: 1, seed: 1, spread: 0.5, sites: [] },
  landUse: [],
  limits: [],
  models: [],
  tables: "",
  digest: "",
});

test("what differs between two rankings of sites: recipe, weights, ranks, those nearest the top first", () => {
  const d = siteDifference(
    { request: { strategy: "S2" }, study: study(["a", "b", "c", "d"], 0.1) },
    { request: { strategy: "S2", closed: "malacca" }, study: study(["a", "c", "b", "e"], 0.3) },
  );
  expect(d.recipe).toEqual([
    { field: "closed", before: "", after: "malacca" },
    { field: "site.market", before: "0.1", after: "0.3" },
  ]);
  expect(d.moved.map((m) => [m.id, m.before, m.after])).toEqual([
    ["c", 3, 2],
    ["b", 2, 3],
    ["e", undefined, 4],
    ["d", 4, undefined],
  ]);
});

import { expect, it } from "vitest";
import type { Placement, Plan } from "../../api/layouts";
import { difference } from "./difference";

const site = (id: string, industry: string): Placement => ({
  id,
  industry,
  kind: "port",
  iso3: "LKA",
  name: { zh: id, en: id },
  lat: 0,
  lon: 0,
  portCity: true,
  population200: 0,
  score: 0.5,
  coverage: 1,
  fits: [],
  role: "link",
  value: 1,
});

it("tells what one plan has instead of another, and which industries moved", () => {
  const rule: Plan["rule"] = {
    strategy: "S2",
    kind: "chain",
    sites: 2,
    members: [],
    industries: [],
    kinds: [],
    cities: "none",
    portsOnly: true,
    excludeRestricted: false,
    countryBudget: 2,
    sameIndustry: 1,
    sameIndustryKm: 400,
    separationKm: 80,
    minCountries: 0,
    scoreWeight: 1,
    fitWeight: 1,
  };
  const plan = (sites: Placement[]): Plan => ({
    engineVersion: "layout-1",
    rule,
    sites,
    value: 2,
    conditions: [],
    links: [],
  });
  const d = difference(plan([site("a", "x"), site("b", "y")]), plan([site("b", "z"), site("c", "x")]));
  expect(d.gained.map((s) => s.id)).toEqual(["c"]);
  expect(d.lost.map((s) => s.id)).toEqual(["a"]);
  expect(d.both.map((s) => s.id)).toEqual(["b"]);
  expect(d.moved.map((m) => [m.site.id, m.before, m.after])).toEqual([["b", "y", "z"]]);
});

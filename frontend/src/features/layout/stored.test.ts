import { expect, test } from "vitest";
import type { LayoutRequest } from "../../api/layouts";
import { withBound } from "./boundFields";
import { stateOf } from "./stored";
import { layoutOf, requestOf } from "./useLayoutState";

const request: LayoutRequest = {
  strategy: "S2",
  sites: 5,
  closed: "malacca",
  in: ["port-WPI49240"],
  off: ["chain.gap"],
  bounds: {
    countryBudget: 3,
    admitted: ["park-12"],
    chain: { maxGapKm: 1400, maxOffKm: 90 },
    kinds: ["port"],
  },
  weights: [{ node: "site.market", weight: 0.3 }],
};

test("a stored request comes back as it was", () => {
  expect(layoutOf(stateOf(request))).toEqual(request);
});

test("a bound that is put back goes, the others stay", () => {
  const { bounds } = stateOf(request);
  expect(layoutOf({ ...stateOf(request), bounds: withBound(bounds, "maxGapKm", undefined) }).bounds).toEqual({
    countryBudget: 3,
    admitted: ["park-12"],
    chain: { maxOffKm: 90 },
    kinds: ["port"],
  });
});

test("places chosen by hand answered the question before", () => {
  const chosen = { ...request, places: [{ site: "port-WPI49240", industry: "IND_LABOUR_TRADE" }] };
  expect(layoutOf(stateOf(chosen)).places).toBeUndefined();
});

test("a stored request is solved with everything it holds, and with its own sites as they were", () => {
  const own = [
    {
      id: "own-1",
      name: { zh: "皎漂", en: "Kyaukphyu" },
      iso3: "MMR",
      lat: 19.4,
      lon: 93.5,
      portCity: true,
      year: 2025,
      source: "s",
      note: "",
    },
  ];
  const asked = requestOf(stateOf({ ...request, own }));
  expect(asked).toMatchObject({ own, weights: { "site.market": 0.3 }, bounds: request.bounds });
  expect(asked.teamSites).toBeUndefined();
});

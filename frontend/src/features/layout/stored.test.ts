import { expect, test } from "vitest";
import type { LayoutRequest } from "../../api/layouts";
import { layoutOf, stateOf } from "./stored";

const request: LayoutRequest = {
  strategy: "S2",
  sites: 5,
  closed: "malacca",
  in: ["port-WPI49240"],
  off: ["chain.gap"],
  bounds: { countryBudget: 3, admitted: ["park-12"], chain: { maxGapKm: 1400, maxOffKm: 90 } },
  weights: [{ node: "site.market", weight: 0.3 }],
};

test("a stored request comes back as it was, with what the page does not show", () => {
  expect(layoutOf(stateOf(request), request)).toEqual(request);
});

test("a bound that is cleared goes, those without a field stay", () => {
  const { maxGapKm: _, ...rest } = stateOf(request).bounds;
  expect(layoutOf({ ...stateOf(request), bounds: rest }, request).bounds).toEqual({
    countryBudget: 3,
    admitted: ["park-12"],
    chain: { maxOffKm: 90 },
  });
});

test("places chosen by hand answered the question before", () => {
  const chosen = { ...request, places: [{ site: "port-WPI49240", industry: "IND_LABOUR_TRADE" }] };
  expect(layoutOf(stateOf(chosen), chosen).places).toBeUndefined();
});

import { describe, expect, test } from "vitest";
import type { Model, Node } from "../../api/types";
import { carried, median } from "./pair";

const text = { zh: "", en: "" };
const leaf = (id: string, weight: number): Node => ({ id, name: text, weight });
const model: Model = {
  id: "pair-x",
  version: 1,
  name: text,
  description: text,
  kind: "pair",
  method: "weightedSum",
  params: {},
  screens: [],
  team: "",
  createdAt: "",
  updatedAt: "",
  tree: {
    ...leaf("index", 1),
    children: [
      { ...leaf("a", 0.6), children: [leaf("a1", 0.5), leaf("a2", 0.5)] },
      { ...leaf("b", 0.4), children: [leaf("b1", 1)] },
    ],
  },
};

describe("pair", () => {
  test("groups that are whole on the bench are weighed as there, others as in the model", () => {
    expect(carried(model, { a: 0.2, a1: 0.3, a2: 0.7, c: 0.8 })).toEqual({ a1: 0.3, a2: 0.7 });
    expect(carried(model, { a: 0.125, b: 0.375, c: 0.5 })).toEqual({ a: 0.25, b: 0.75 });
    expect(carried(model, { a: 0, b: 0, c: 1 })).toBeUndefined();
    expect(carried(model, { c: 1 })).toBeUndefined();
  });

  test("the median of an even number lies between the middle two", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

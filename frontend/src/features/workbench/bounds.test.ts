import { describe, expect, test } from "vitest";
import type { Node } from "../../api/types";
import { bounded, boundList, fittingBounds, possible } from "./bounds";

const text = { zh: "", en: "" };
const leaf = (id: string, part: Partial<Node> = {}): Node => ({ id, name: text, weight: 0.5, ...part });
const tree: Node = {
  ...leaf("root"),
  children: [
    { ...leaf("a"), children: [leaf("a1"), leaf("a2", { minWeight: 0.1 })] },
    leaf("b", { maxWeight: 0.6 }),
  ],
};

describe("bounds", () => {
  test("a user's bounds stand in place of the model's, which stay elsewhere", () => {
    const next = bounded(tree, { b: { low: 0.2, high: 0.4 }, a1: { low: 0, high: 0.5 } });
    expect(boundList(next)).toEqual([
      { node: "a1", low: 0, high: 0.5 },
      { node: "a2", low: 0.1, high: 1 },
      { node: "b", low: 0.2, high: 0.4 },
    ]);
    expect(boundList(tree)).toHaveLength(2);
  });

  test("siblings must be able to sum to 1", () => {
    expect(possible(tree.children ?? [])).toBe(true);
    const both = bounded(tree, { a: { low: 0.7, high: 1 }, b: { low: 0.4, high: 0.6 } });
    expect(possible(both.children ?? [])).toBe(false);
    const little = bounded(tree, { a: { low: 0, high: 0.3 }, b: { low: 0, high: 0.6 } });
    expect(possible(little.children ?? [])).toBe(false);
  });

  test("what is read back must fit", () => {
    expect(fittingBounds(tree, { b: { low: 0.1, high: 0.2 }, gone: { low: 0, high: 1 } })).toEqual({
      b: { low: 0.1, high: 0.2 },
    });
    expect(fittingBounds(tree, { b: { low: 0.3, high: 0.2 }, a: { low: "0", high: 1 }, a1: 3 })).toEqual({});
    expect(fittingBounds(tree, null)).toEqual({});
  });
});

import { describe, expect, it } from "vitest";
import type { Model } from "../../api/types";
import { weightLines, withWeight } from "./weights";

const text = { zh: "", en: "" };
const leaf = (id: string, weight: number, locked?: boolean) => ({ id, name: text, weight, locked });
const model: Model = {
  id: "m",
  version: 1,
  createdAt: "",
  updatedAt: "",
  name: text,
  description: text,
  team: "",
  kind: "general",
  method: "weightedSum",
  params: {},
  screens: [],
  tree: {
    id: "index",
    name: text,
    weight: 1,
    children: [
      { id: "a", name: text, weight: 0.5, children: [leaf("a1", 0.25), leaf("a2", 0.75)] },
      leaf("b", 0.3),
      leaf("c", 0.2, true),
    ],
  },
};

describe("weightLines", () => {
  it("shares parents out to their parts", () => {
    const lines = weightLines(model, { a1: 1, a2: 1 });
    expect(lines.map((l) => [l.node.id, l.depth, l.own, l.weight, l.overall])).toEqual([
      ["a", 0, 0.5, 0.5, 0.5],
      ["a1", 1, 0.25, 0.5, 0.25],
      ["a2", 1, 0.75, 0.5, 0.25],
      ["b", 0, 0.3, 0.3, 0.3],
      ["c", 0, 0.2, 0.2, 0.2],
    ]);
  });
});

describe("withWeight", () => {
  it("keeps the group at 1 and locked weights where they are", () => {
    const next = withWeight(model, {}, "a", 0.2);
    expect(next).toEqual({ a: 0.2, b: expect.closeTo(0.6, 12), c: 0.2 });
  });

  it("takes no more than locked siblings leave", () => {
    expect(withWeight(model, {}, "b", 0.95)).toEqual({ a: 0, b: 0.8, c: 0.2 });
  });

  it("shares equally when the others had nothing", () => {
    expect(withWeight(model, { a1: 1, a2: 0 }, "a1", 0.4)).toEqual({ a1: 0.4, a2: 0.6 });
  });
});

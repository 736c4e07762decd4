import { describe, expect, test } from "vitest";
import type { Node } from "../../api/types";
import { fitting, modelWeights, overrides, room, setWeight, siblings } from "./weights";

const leaf = (id: string, weight: number, bounds: Partial<Node> = {}): Node => ({
  id,
  name: { zh: id, en: id },
  weight,
  mean: "arithmetic",
  ...bounds,
});

const tree: Node = {
  ...leaf("index", 1),
  children: [
    { ...leaf("a", 0.5), children: [leaf("a1", 0.25), leaf("a2", 0.75)] },
    leaf("b", 0.3),
    leaf("c", 0.2),
  ],
};
const none = new Set<string>();
const sum = (w: Record<string, number>, ids: string[]) => ids.reduce((s, id) => s + (w[id] ?? 0), 0);

describe("weights", () => {
  test("moving one keeps the proportions of the others and the sum", () => {
    const w = setWeight(tree, modelWeights(tree), none, "a", 0.75);
    expect(w.a).toBe(0.75);
    expect(w.b).toBeCloseTo(0.15, 12);
    expect(w.c).toBeCloseTo(0.1, 12);
    expect(w.a1).toBe(0.25);
  });

  test("a locked weight stays, and the slider ends where it begins", () => {
    const locked = new Set(["b"]);
    const w = setWeight(tree, modelWeights(tree), locked, "a", 0.9);
    expect(w.b).toBe(0.3);
    expect(w.a).toBeCloseTo(0.7, 12);
    expect(w.c).toBeCloseTo(0, 12);
    expect(room(tree, modelWeights(tree), locked, "a")).toEqual([0, 0.7]);
  });

  test("with all others locked nothing moves", () => {
    const w = modelWeights(tree);
    expect(setWeight(tree, w, new Set(["b", "c"]), "a", 0.1)).toBe(w);
  });

  test("from nothing the others share equally", () => {
    const all = setWeight(tree, modelWeights(tree), none, "a", 1);
    expect(sum(all, ["b", "c"])).toBeCloseTo(0, 12);
    const back = setWeight(tree, all, none, "a", 0.4);
    expect(back.b).toBeCloseTo(0.3, 12);
    expect(back.c).toBeCloseTo(0.3, 12);
  });

  test("bounds of the model hold for the moved one and for the others", () => {
    const bounded: Node = {
      ...leaf("index", 1),
      children: [leaf("a", 0.4, { maxWeight: 0.6 }), leaf("b", 0.4, { minWeight: 0.3 }), leaf("c", 0.2)],
    };
    const w = setWeight(bounded, modelWeights(bounded), none, "a", 0.95);
    expect(w.a).toBeCloseTo(0.6, 12);
    expect(w.b).toBeCloseTo(0.3, 12);
    expect(w.c).toBeCloseTo(0.1, 12);
    expect(sum(w, ["a", "b", "c"])).toBeCloseTo(1, 12);
  });

  test("a thousand random moves never leave the simplex", () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    let w = modelWeights(tree);
    const ids = ["a", "b", "c", "a1", "a2"];
    for (let i = 0; i < 1000; i++) {
      const locked = new Set(random() < 0.3 ? [ids[Math.floor(random() * 5)] ?? ""] : []);
      w = setWeight(tree, w, locked, ids[Math.floor(random() * 5)] ?? "a", random());
      expect(sum(w, ["a", "b", "c"])).toBeCloseTo(1, 9);
      expect(sum(w, ["a1", "a2"])).toBeCloseTo(1, 9);
      for (const id of ids) expect(w[id]).toBeGreaterThanOrEqual(0);
    }
  });

  test("only changed groups are sent, and whole", () => {
    const own = modelWeights(tree);
    expect(overrides(tree, own)).toBeUndefined();
    expect(Object.keys(overrides(tree, setWeight(tree, own, none, "a1", 0.5)) ?? {})).toEqual(["a1", "a2"]);
  });

  test("siblings and stored drafts", () => {
    expect(siblings(tree, "a2").map((n) => n.id)).toEqual(["a1", "a2"]);
    expect(siblings(tree, "index")).toEqual([]);
    expect(fitting(tree, modelWeights(tree))).toEqual(modelWeights(tree));
    expect(fitting(tree, { a: 1 })).toBeUndefined();
    expect(fitting(tree, { ...modelWeights(tree), a: -1 })).toBeUndefined();
    expect(fitting(tree, "text")).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import type { Node } from "../../api/types";
import {
  addNode,
  findNode,
  lines,
  moveNode,
  parentOf,
  removeNode,
  setChildren,
  setShare,
  stepNode,
} from "./tree";

const leaf = (id: string, weight: number, more: Partial<Node> = {}): Node => ({
  id,
  name: { zh: id, en: id },
  weight,
  ...more,
});

const tree: Node = leaf("index", 1, {
  children: [
    leaf("a", 0.6, { children: [leaf("a1", 0.5), leaf("a2", 0.3), leaf("a3", 0.2)] }),
    leaf("b", 0.4, { children: [leaf("b1", 1)] }),
  ],
});

const ids = (parent: string, t: Node) => (findNode(t, parent)?.children ?? []).map((c) => c.id);
const weights = (parent: string, t: Node) => (findNode(t, parent)?.children ?? []).map((c) => c.weight);
const sum = (xs: number[]) => xs.reduce((s, x) => s + x, 0);

function expectWhole(t: Node) {
  for (const { node } of lines(t)) {
    if (node.children?.length) expect(sum(weights(node.id, t))).toBeCloseTo(1, 12);
  }
}

describe("tree", () => {
  it("lists nodes with their weight among all", () => {
    expect(lines(tree).map((l) => [l.node.id, l.depth])).toEqual([
      ["a", 0],
      ["a1", 1],
      ["a2", 1],
      ["a3", 1],
      ["b", 0],
      ["b1", 1],
    ]);
    expect(lines(tree).find((l) => l.node.id === "a2")?.overall).toBeCloseTo(0.18);
  });

  it("removing leaves the others their proportions", () => {
    const t = removeNode(tree, "a1");
    expect(weights("a", t)).toEqual([0.6, 0.4]);
    expectWhole(t);
  });

  it("adding takes an equal part from all", () => {
    const t = addNode(tree, "a", leaf("a4", 0));
    expect(ids("a", t)).toEqual(["a1", "a2", "a3", "a4"]);
    expect(weights("a", t)[3]).toBeCloseTo(0.25);
    expect(weights("a", t)[0]).toBeCloseTo(0.375);
    expectWhole(t);
  });

  it("moves among siblings and stops at the ends", () => {
    expect(ids("a", stepNode(tree, "a2", -1))).toEqual(["a2", "a1", "a3"]);
    expect(stepNode(tree, "a1", -1)).toBe(tree);
    expect(stepNode(tree, "a3", 1)).toBe(tree);
  });

  it("moves to another parent, never into itself", () => {
    const t = moveNode(tree, "a2", "b");
    expect(parentOf(t, "a2")?.id).toBe("b");
    expectWhole(t);
    expect(moveNode(tree, "a", "a")).toBe(tree);
    expect(moveNode(tree, "a2", "a")).toBe(tree);
  });

  it("a share is met by the unlocked siblings in their proportions", () => {
    const t = setShare(tree, "a1", 0.75);
    expect(weights("a", t)[0]).toBe(0.75);
    expect(weights("a", t)[1]).toBeCloseTo(0.15);
    expect(weights("a", t)[2]).toBeCloseTo(0.1);
    const locked: Node = { ...tree, children: tree.children?.map((c) => ({ ...c, locked: c.id === "b" })) };
    expect(setShare(locked, "a", 0.9)).toBe(locked);
  });

  it("a share cannot take what locked siblings hold", () => {
    const held = leaf("index", 1, {
      children: [leaf("x", 0.5), leaf("y", 0.3), leaf("z", 0.2, { locked: true })],
    });
    expect(weights("index", setShare(held, "x", 1))).toEqual([0.8, 0, 0.2]);
  });

  it("elicited weights share what the others keep", () => {
    const t = setChildren(
      tree,
      "a",
      new Map([
        ["a1", 0.5],
        ["a2", 0.5],
      ]),
    );
    expect(weights("a", t)).toEqual([0.4, 0.4, 0.2]);
  });

  it("leaves the tree it was given alone", () => {
    const before = JSON.stringify(tree);
    setShare(tree, "a1", 0.1);
    removeNode(tree, "a1");
    moveNode(tree, "b1", "a");
    expect(JSON.stringify(tree)).toBe(before);
  });
});

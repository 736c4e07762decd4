import type { Model, Node } from "../../api/types";
import type { ModelRequest } from "../../api/models";

/** The id of a tree's root; its children are the dimensions. */
export const rootId = "index";

export interface Line {
  node: Node;
  parent: Node;
  /** Weight among all criteria: the product down from the root. */
  overall: number;
  depth: number;
}

/** Every node below `node`, from the top down. */
export function lines(node: Node, overall = 1, depth = 0): Line[] {
  return (node.children ?? []).flatMap((child) => {
    const part = overall * child.weight;
    return [{ node: child, parent: node, overall: part, depth }, ...lines(child, part, depth + 1)];
  });
}

export function findNode(tree: Node, id: string): Node | undefined {
  return tree.id === id ? tree : lines(tree).find((l) => l.node.id === id)?.node;
}

export function parentOf(tree: Node, id: string): Node | undefined {
  return lines(tree).find((l) => l.node.id === id)?.parent;
}

/** The tree with one node replaced; every other node stays the same object. */
export function replaceNode(tree: Node, id: string, change: (node: Node) => Node): Node {
  if (tree.id === id) return change(tree);
  if (!tree.children) return tree;
  const children = tree.children.map((c) => replaceNode(c, id, change));
  return children.some((c, i) => c !== tree.children?.[i]) ? { ...tree, children } : tree;
}

/** Siblings whose weights sum to 1; equal ones where all had nothing. */
function whole(nodes: Node[]): Node[] {
  const sum = nodes.reduce((s, n) => s + n.weight, 0);
  return nodes.map((n) => ({ ...n, weight: sum > 0 ? n.weight / sum : 1 / nodes.length }));
}

export function removeNode(tree: Node, id: string): Node {
  const parent = parentOf(tree, id);
  if (!parent) return tree;
  return replaceNode(tree, parent.id, (p) => ({
    ...p,
    children: whole((p.children ?? []).filter((c) => c.id !== id)),
  }));
}

/** Adds a node as the last child, with an equal part of the weight; the others keep their proportions. */
export function addNode(tree: Node, parentId: string, node: Node): Node {
  return replaceNode(tree, parentId, (p) => {
    const siblings = p.children ?? [];
    const weight = siblings.length > 0 ? 1 / siblings.length : 1;
    return { ...p, children: whole([...siblings, { ...node, weight }]) };
  });
}

/** Moves a node one place up (−1) or down (+1) among its siblings. */
export function stepNode(tree: Node, id: string, step: -1 | 1): Node {
  const parent = parentOf(tree, id);
  const children = [...(parent?.children ?? [])];
  const at = children.findIndex((c) => c.id === id);
  const self = children[at];
  const other = children[at + step];
  if (!parent || !self || !other) return tree;
  children[at] = other;
  children[at + step] = self;
  return replaceNode(tree, parent.id, (p) => ({ ...p, children }));
}

/** Moves a node under another parent. */
export function moveNode(tree: Node, id: string, parentId: string): Node {
  const node = findNode(tree, id);
  const inside = node !== undefined && findNode(node, parentId) !== undefined;
  if (!node || inside || parentOf(tree, id)?.id === parentId) return tree;
  return addNode(removeNode(tree, id), parentId, node);
}

/**
 * Gives a node a share of its siblings' weight; those that are not locked divide the rest in the proportions
 * they had. The group sums to 1 afterwards.
 */
export function setShare(tree: Node, id: string, share: number): Node {
  const parent = parentOf(tree, id);
  if (!parent) return tree;
  const others = (parent.children ?? []).filter((c) => c.id !== id);
  const free = others.filter((c) => !c.locked);
  if (free.length === 0) return tree;
  const held = others.filter((c) => c.locked).reduce((s, c) => s + c.weight, 0);
  const next = Math.min(Math.max(0, share), Math.max(0, 1 - held));
  const left = Math.max(0, 1 - held - next);
  const shares = new Map(whole(free).map((c) => [c.id, c.weight * left]));
  return replaceNode(tree, parent.id, (p) => ({
    ...p,
    children: (p.children ?? []).map((c) => ({
      ...c,
      weight: c.id === id ? next : (shares.get(c.id) ?? c.weight),
    })),
  }));
}

/** Sets the weights of a node's children that are named; they share what the others hold back. */
export function setChildren(tree: Node, parentId: string, weights: ReadonlyMap<string, number>): Node {
  return replaceNode(tree, parentId, (p) => {
    const kept = (p.children ?? []).filter((c) => !weights.has(c.id)).reduce((s, c) => s + c.weight, 0);
    const room = Math.max(0, 1 - kept);
    return {
      ...p,
      children: (p.children ?? []).map((c) => {
        const w = weights.get(c.id);
        return w === undefined ? c : { ...c, weight: w * room };
      }),
    };
  });
}

/** What can be edited of a model. */
export function draftOf(model: Model): ModelRequest {
  const { name, description, method, params, screens, strategy, industry, tree, basedOn } = model;
  const kind = model.kind === "site" ? "site" : "own";
  return { kind, name, description, method, params, screens, strategy, industry, tree, basedOn };
}

/** A draft as a whole model, for previews; `stored` lends what only the server sets. */
export function modelOf(stored: Model, draft: ModelRequest): Model {
  return {
    ...stored,
    ...draft,
    kind: draft.kind ?? "own",
    description: draft.description ?? { zh: "", en: "" },
    params: draft.params ?? {},
    screens: draft.screens ?? [],
    team: stored.team,
  };
}

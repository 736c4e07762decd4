import type { Node } from "../../api/types";

/** Weights among siblings by node id, for every node below the root. Siblings sum to 1. */
export type Weights = Readonly<Record<string, number>>;

/** The weights a model comes with. */
export function modelWeights(tree: Node): Weights {
  const out: Record<string, number> = {};
  const visit = (node: Node) => {
    for (const child of node.children ?? []) {
      out[child.id] = child.weight;
      visit(child);
    }
  };
  visit(tree);
  return out;
}

/** The nodes whose weights the model does not let anybody change. */
export function lockedBy(tree: Node): ReadonlySet<string> {
  const out = new Set<string>();
  const visit = (n: Node) => {
    if (n.locked) out.add(n.id);
    n.children?.forEach(visit);
  };
  visit(tree);
  return out;
}

/** The siblings of a node, itself among them; empty for the root and for an id that is not in the tree. */
export function siblings(tree: Node, id: string): Node[] {
  const children = tree.children ?? [];
  if (children.some((c) => c.id === id)) return children;
  for (const child of children) {
    const found = siblings(child, id);
    if (found.length > 0) return found;
  }
  return [];
}

/** The room a weight has: what locked siblings leave, within the bounds the model sets. */
export function room(
  tree: Node,
  weights: Weights,
  locked: ReadonlySet<string>,
  id: string,
): [number, number] {
  const group = siblings(tree, id);
  const self = group.find((n) => n.id === id);
  const others = group.filter((n) => n.id !== id);
  const free = others.filter((n) => !locked.has(n.id));
  const held = others.filter((n) => locked.has(n.id)).reduce((sum, n) => sum + (weights[n.id] ?? 0), 0);
  if (free.length === 0) {
    const only = Math.max(0, 1 - held);
    return [only, only];
  }
  const least = free.reduce((sum, n) => sum + (n.minWeight ?? 0), 0);
  const most = free.reduce((sum, n) => sum + (n.maxWeight ?? 1), 0);
  const low = Math.max(self?.minWeight ?? 0, 1 - held - most, 0);
  const high = Math.min(self?.maxWeight ?? 1, 1 - held - least, 1);
  return [Math.min(low, high), Math.max(low, high)];
}

/**
 * Sets one weight and lets its unlocked siblings share what is left in the proportions they had (equally
 * when all had nothing), none outside its bounds. The group sums to 1 afterwards. Nothing else changes.
 */
export function setWeight(
  tree: Node,
  weights: Weights,
  locked: ReadonlySet<string>,
  id: string,
  value: number,
): Weights {
  const [low, high] = room(tree, weights, locked, id);
  const next = Math.min(high, Math.max(low, value));
  const group = siblings(tree, id);
  const free = group.filter((n) => n.id !== id && !locked.has(n.id));
  if (free.length === 0) return weights;
  const held = group
    .filter((n) => n.id !== id && locked.has(n.id))
    .reduce((sum, n) => sum + (weights[n.id] ?? 0), 0);
  return { ...weights, [id]: next, ...share(free, weights, 1 - held - next) };
}

/** The tree without its bounds: for questions of what would happen, not of what is allowed. */
export function unbounded<N extends { minWeight?: number; maxWeight?: number; children?: N[] }>(node: N): N {
  return { ...node, minWeight: undefined, maxWeight: undefined, children: node.children?.map(unbounded) };
}

/** Divides `total` among nodes in proportion to their weights; who meets a bound keeps it and leaves the rest. */
function share(nodes: Node[], weights: Weights, total: number): Record<string, number> {
  const out: Record<string, number> = {};
  let open = nodes;
  let left = Math.max(0, total);
  while (open.length > 0) {
    const sum = open.reduce((s, n) => s + (weights[n.id] ?? 0), 0);
    const part = (n: Node) => (sum > 0 ? ((weights[n.id] ?? 0) / sum) * left : left / open.length);
    const bound = open.find(
      (n) => part(n) < (n.minWeight ?? 0) - 1e-12 || part(n) > (n.maxWeight ?? 1) + 1e-12,
    );
    if (!bound) {
      for (const n of open) out[n.id] = part(n);
      break;
    }
    const fixed = part(bound) < (bound.minWeight ?? 0) ? (bound.minWeight ?? 0) : (bound.maxWeight ?? 1);
    out[bound.id] = fixed;
    left = Math.max(0, left - fixed);
    open = open.filter((n) => n.id !== bound.id);
  }
  return out;
}

/** The groups that differ from the model's weights, whole, as the preview takes them; undefined when none does. */
export function overrides(tree: Node, weights: Weights): Record<string, number> | undefined {
  const own = modelWeights(tree);
  const out: Record<string, number> = {};
  const visit = (node: Node) => {
    const group = node.children ?? [];
    if (group.some((n) => Math.abs((weights[n.id] ?? n.weight) - (own[n.id] ?? 0)) > 1e-12)) {
      for (const n of group) out[n.id] = weights[n.id] ?? n.weight;
    }
    group.forEach(visit);
  };
  visit(tree);
  return Object.keys(out).length > 0 ? out : undefined;
}

/** The model's weights with a ranking's own ones in their place, groups that have any summing to 1 again. */
export function withOverrides(tree: Node, given: Readonly<Record<string, number>>): Weights {
  const out: Record<string, number> = {};
  const visit = (node: Node) => {
    const group = node.children ?? [];
    const weights = group.map((n) => given[n.id] ?? n.weight);
    const sum = weights.reduce((a, b) => a + b, 0);
    group.forEach((n, i) => {
      out[n.id] = sum > 0 ? (weights[i] ?? 0) / sum : n.weight;
      visit(n);
    });
  };
  visit(tree);
  return out;
}

/** Weights read back from a remembered draft, if they still fit the model's tree. */
export function fitting(tree: Node, stored: unknown): Weights | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  const own = modelWeights(tree);
  const entries = Object.entries(stored).filter(
    (e): e is [string, number] => typeof e[1] === "number" && Number.isFinite(e[1]) && e[1] >= 0 && e[1] <= 1,
  );
  if (entries.length !== Object.keys(own).length || entries.some(([id]) => !(id in own))) return undefined;
  return Object.fromEntries(entries);
}

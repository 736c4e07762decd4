import type { Model, Node } from "../../api/types";

/** One node of a model's tree below the root, with its weight as it counts in a ranking. */
export interface WeightLine {
  node: Node;
  depth: number;
  /** Weight among siblings, which sum to 1: in the model, and with the ranking's own weights. */
  own: number;
  weight: number;
  /** Share of the whole. */
  overall: number;
}

/** Weights of a model with a ranking's own ones in their place, dimensions before their parts. */
export function weightLines(model: Model, weights: Readonly<Record<string, number>>): WeightLine[] {
  const visit = (parent: Node, share: number, depth: number): WeightLine[] => {
    const group = parent.children ?? [];
    const given = group.map((n) => weights[n.id] ?? n.weight);
    const sum = given.reduce((a, b) => a + b, 0);
    const whole = group.reduce((a, n) => a + n.weight, 0);
    return group.flatMap((node, i) => {
      const weight = sum > 0 ? (given[i] ?? 0) / sum : 0;
      const own = whole > 0 ? node.weight / whole : 0;
      const overall = share * weight;
      return [{ node, depth, own, weight, overall }, ...visit(node, overall, depth + 1)];
    });
  };
  return visit(model.tree, 1, 0);
}

function groupOf(parent: Node, id: string): Node[] {
  const group = parent.children ?? [];
  if (group.some((n) => n.id === id)) return group;
  for (const child of group) {
    const found = groupOf(child, id);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * A ranking's own weights with one of them set to `value` (0..1 of its siblings). Siblings the model has not
 * locked share the rest in the proportions they had.
 */
export function withWeight(
  model: Model,
  weights: Readonly<Record<string, number>>,
  id: string,
  value: number,
): Record<string, number> {
  const group = groupOf(model.tree, id);
  const lines = new Map(weightLines(model, weights).map((l) => [l.node.id, l.weight]));
  const now = (n: Node) => lines.get(n.id) ?? 0;
  const held = group.filter((n) => n.id !== id && n.locked).reduce((a, n) => a + now(n), 0);
  const free = group.filter((n) => n.id !== id && !n.locked);
  const set = Math.min(Math.max(0, 1 - held), Math.max(0, free.length > 0 ? value : 1 - held));
  const sum = free.reduce((a, n) => a + now(n), 0);
  const rest = Math.max(0, 1 - held - set);
  const out = { ...weights, [id]: set };
  for (const n of group) {
    if (n.id === id) continue;
    if (n.locked) out[n.id] = now(n);
    else out[n.id] = sum > 0 ? (now(n) / sum) * rest : rest / free.length;
  }
  return out;
}

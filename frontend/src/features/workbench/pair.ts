import type { Model, Node } from "../../api/types";
import type { Weights } from "./weights";

/** The two ready models that are read against each other: what a country offers, and how safe it is. */
export const pair = { opportunity: "pair-opportunity", risk: "pair-risk" } as const;

/**
 * The weights on the bench as far as a model of the pair has the same groups: a group all of whose nodes are
 * on the bench is weighed as there (their sum is divided out), any other as the model itself does. Undefined
 * when nothing carries over.
 */
export function carried(model: Model, weights: Weights): Record<string, number> | undefined {
  const out: Record<string, number> = {};
  const visit = (node: Node) => {
    const group = node.children ?? [];
    const sum = group.reduce((s, n) => s + (weights[n.id] ?? Number.NaN), 0);
    if (group.length > 0 && sum > 0) for (const n of group) out[n.id] = (weights[n.id] ?? 0) / sum;
    group.forEach(visit);
  };
  visit(model.tree);
  return Object.keys(out).length > 0 ? out : undefined;
}

/** The middle value: the line that halves a quadrant picture. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? Number.NaN : (upper + lower) / 2;
}

import { useCallback, useEffect, useMemo, useState } from "react";
import type { Model, Node, NodeBounds } from "../../api/types";

/** The room a user leaves a weight among its siblings, 0..1. */
export interface Bound {
  low: number;
  high: number;
}
export type Bounds = Readonly<Record<string, Bound>>;

/** The tree with a user's bounds in place of the model's. */
export function bounded(tree: Node, bounds: Bounds): Node {
  const own = bounds[tree.id];
  return {
    ...tree,
    ...(own ? { minWeight: own.low, maxWeight: own.high } : {}),
    ...(tree.children ? { children: tree.children.map((c) => bounded(c, bounds)) } : {}),
  };
}

/** Every bound of a tree, as the server takes them. */
export function boundList(tree: Node): NodeBounds[] {
  const out: NodeBounds[] = [];
  const visit = (parent: Node) => {
    for (const n of parent.children ?? []) {
      if (n.minWeight !== undefined || n.maxWeight !== undefined) {
        out.push({ node: n.id, low: n.minWeight ?? 0, high: n.maxWeight ?? 1 });
      }
      visit(n);
    }
  };
  visit(tree);
  return out;
}

/** Whether siblings within these bounds can still sum to 1. */
export function possible(group: Node[]): boolean {
  const low = group.reduce((sum, n) => sum + (n.minWeight ?? 0), 0);
  const high = group.reduce((sum, n) => sum + (n.maxWeight ?? 1), 0);
  return low <= 1 + 1e-9 && high >= 1 - 1e-9;
}

/** Bounds read back, if they still fit the tree. */
export function fittingBounds(tree: Node, stored: unknown): Bounds {
  if (typeof stored !== "object" || stored === null) return {};
  const known = new Set<string>();
  const visit = (n: Node) => {
    known.add(n.id);
    n.children?.forEach(visit);
  };
  visit(tree);
  const out: Record<string, Bound> = {};
  for (const [id, b] of Object.entries(stored)) {
    if (!known.has(id) || typeof b !== "object" || b === null || !("low" in b) || !("high" in b)) continue;
    const { low, high } = b;
    if (typeof low === "number" && typeof high === "number" && low >= 0 && low <= high && high <= 1) {
      out[id] = { low, high };
    }
  }
  return out;
}

const key = (model: Model) => `parksite.bounds.${model.id}.${model.version}`;

function remembered(model: Model): Bounds {
  try {
    const text = localStorage.getItem(key(model));
    return text ? fittingBounds(model.tree, JSON.parse(text)) : {};
  } catch {
    return {}; // storage is off or holds something else
  }
}

/** The bounds a user sets on a model's weights, remembered on this computer, and the tree that has them. */
export function useBounds(model: Model) {
  const [bounds, setBounds] = useState(() => remembered(model));
  useEffect(() => {
    try {
      if (Object.keys(bounds).length > 0) localStorage.setItem(key(model), JSON.stringify(bounds));
      else localStorage.removeItem(key(model));
    } catch {
      // not remembered
    }
  }, [model, bounds]);
  const tree = useMemo(() => bounded(model.tree, bounds), [model.tree, bounds]);
  const list = useMemo(() => boundList(tree), [tree]);
  const set = useCallback(
    (id: string, bound: Bound | undefined) =>
      setBounds((before) => {
        const { [id]: _, ...rest } = before;
        return bound ? { ...rest, [id]: bound } : rest;
      }),
    [],
  );
  const clear = useCallback(() => setBounds({}), []);
  return { bounds, tree, list, set, clear };
}

export type BoundState = ReturnType<typeof useBounds>;

import type { Model, Node } from "../../../api/types";

interface Place {
  node: Node;
  depth: number;
}

/** Every node below the root in the order of the tree. */
export function nodesOf(model: Model): Place[] {
  const visit = (node: Node, depth: number): Place[] =>
    (node.children ?? []).flatMap((child) => [{ node: child, depth }, ...visit(child, depth + 1)]);
  return visit(model.tree, 0);
}

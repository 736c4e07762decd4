import { createContext, use } from "react";
import { useCatalogue } from "../../api/queries";
import type { Anchor } from "../../api/comments";
import type { Comments, Node, Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";

interface Held {
  ranking: Ranking;
  comments: Comments | undefined;
  open: (place: Anchor | "all") => void;
}

export const CommentsContext = createContext<Held | undefined>(undefined);

/** The comments of the page, or nothing on a page that shows none. */
export const useComments = () => use(CommentsContext);

export const whole: Anchor = { kind: "ranking" };

export const same = (a: Anchor, b: Anchor) => a.kind === b.kind && (a.id ?? "") === (b.id ?? "");

function find(node: Node, id: string): Node | undefined {
  if (node.id === id) return node;
  for (const child of node.children ?? []) {
    const found = find(child, id);
    if (found) return found;
  }
  return undefined;
}

/** The name of a place in a ranking. */
export function useAnchorName(ranking: Ranking | undefined) {
  const t = useT();
  const name = useName();
  const { countries } = useCatalogue();
  return (anchor: Anchor): string => {
    const id = anchor.id ?? "";
    if (anchor.kind === "country") return name(countries.find((c) => c.iso3 === id)?.name) || id;
    if (anchor.kind === "criterion" && ranking) return name(find(ranking.model.tree, id)?.name) || id;
    return t("comment.whole");
  };
}

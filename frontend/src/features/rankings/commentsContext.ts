import { createContext, use } from "react";
import { useCatalogue } from "../../api/queries";
import type { Anchor } from "../../api/comments";
import type { Comments, Node, Ranking } from "../../api/types";
import { isKey, useName, useT } from "../../i18n";

interface Held {
  ranking: Ranking;
  comments: Comments | undefined;
  /** The place whose comments are shown. */
  at: Anchor | undefined;
  open: (place: Anchor | "all") => void;
}

export const CommentsContext = createContext<Held | undefined>(undefined);

/** The comments of the page, or nothing on a page that shows none. */
export const useComments = () => use(CommentsContext);

function find(node: Node, id: string): Node | undefined {
  if (node.id === id) return node;
  for (const child of node.children ?? []) {
    const found = find(child, id);
    if (found) return found;
  }
  return undefined;
}

/** The name of a place in a ranking; an own site of another team is named by the ranking itself. */
export function useAnchorName(ranking: Ranking | undefined) {
  const t = useT();
  const name = useName();
  const { countries } = useCatalogue();
  const word = (prefix: string, code: string) => {
    const key = `${prefix}${code}`;
    return isKey(key) ? t(key) : undefined;
  };
  const site = (id: string) => {
    const sites = ranking?.siteStudy?.sites ?? ranking?.study?.considered ?? [];
    return name(sites.find((s) => s.id === id)?.name) || id;
  };
  return (anchor: Anchor): string => {
    const id = anchor.id ?? "";
    switch (anchor.kind) {
      case "country":
        return name(countries.find((c) => c.iso3 === id)?.name) || id;
      case "criterion":
        return (
          (ranking && name(find(ranking.model.tree, id)?.name)) ||
          word("site.branch.", id.replace(/^site\./, "")) ||
          word("site.short.", id) ||
          id
        );
      case "site":
        return site(id);
      case "siteCriterion": {
        const [of = "", criterion = ""] = id.split("/");
        return `${site(of)} · ${word("site.short.", criterion) ?? criterion}`;
      }
      case "condition":
        return word("layout.condition.", id) ?? id;
      default:
        return t("comment.whole");
    }
  };
}

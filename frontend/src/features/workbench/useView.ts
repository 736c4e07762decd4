import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import type { Sort, SortKey } from "./rows";

export type View = "table" | "map" | "bars" | "radar";
const views: View[] = ["table", "map", "bars", "radar"];
const sortKeys: SortKey[] = ["rank", "name", "score", "change", "coverage", "missing"];
export const most = 4; // countries compared at a time

const list = (text: string | null) => (text ? text.split(",").filter(Boolean) : []);

/** What the address says of the view, so that a link equals a view. Weights are not in it. */
export function useView() {
  const [search, setSearch] = useSearchParams();
  const put = useCallback(
    (changes: Record<string, string | undefined>) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [key, value] of Object.entries(changes)) {
            if (value) next.set(key, value);
            else next.delete(key);
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );

  return useMemo(() => {
    const selected = list(search.get("sel")).slice(0, most);
    const [key, order] = (search.get("sort") ?? "rank").split("-");
    const sort: Sort = { key: sortKeys.find((k) => k === key) ?? "rank", descending: order === "desc" };
    return {
      model: search.get("model") ?? "general",
      view: views.find((v) => v === search.get("view")) ?? "table",
      filters: {
        regions: list(search.get("region")),
        roles: list(search.get("role")),
        countries: list(search.get("country")),
      },
      selected,
      sort,
      opened: search.get("open") ?? undefined,
      setModel: (id: string) => put({ model: id === "general" ? undefined : id }),
      setView: (view: View) => put({ view: view === "table" ? undefined : view }),
      setFilter: (kind: "region" | "role" | "country", values: string[]) => put({ [kind]: values.join(",") }),
      clearFilters: () => put({ region: undefined, role: undefined, country: undefined }),
      setSort: (s: Sort) => {
        const text = s.descending ? `${s.key}-desc` : s.key;
        put({ sort: text === "rank" ? undefined : text });
      },
      toggle: (iso3: string) => {
        const next = selected.includes(iso3)
          ? selected.filter((x) => x !== iso3)
          : [...selected, iso3].slice(-most);
        put({ sel: next.join(",") });
      },
      setOpened: (iso3: string | undefined) => put({ open: iso3 }),
    };
  }, [search, put]);
}

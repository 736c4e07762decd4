import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";
import { sortKeys } from "./rows";
import type { Sort } from "./rows";

export const charts = ["map", "bars", "radar", "parallel", "quadrant", "years"] as const;
export type ChartView = (typeof charts)[number];
export const views = ["table", ...charts, "firmness", "compare"] as const;
export type View = (typeof views)[number];

/** Methods the page offers in place of the model's own; each is one of the server's. */
export const methods = [
  "weightedSum",
  "geometric",
  "weightedProduct",
  "topsis",
  "vikor",
  "promethee2",
  "waspas",
  "edas",
  "copras",
  "marcos",
] as const;

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
      method: methods.find((m) => m === search.get("method")),
      view: views.find((v) => v === search.get("view")) ?? "table",
      filters: {
        regions: list(search.get("region")),
        roles: list(search.get("role")),
        countries: list(search.get("country")),
      },
      selected,
      sort,
      opened: search.get("open") ?? undefined,
      setModel: (id: string) => put({ model: id === "general" ? undefined : id, method: undefined }),
      setMethod: (method: string | undefined) => put({ method }),
      setView: (view: View) => put({ view: view === "table" ? undefined : view }),
      setFilter: (kind: "region" | "role" | "country", values: string[]) => put({ [kind]: values.join(",") }),
      clearFilters: () => put({ region: undefined, role: undefined, country: undefined }),
      setSort: (s: Sort) => {
        const text = s.descending ? `${s.key}-desc` : s.key;
        put({ sort: text === "rank" ? undefined : text });
      },
      select: (countries: string[]) => put({ sel: countries.slice(0, most).join(",") }),
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

export type ViewState = ReturnType<typeof useView>;

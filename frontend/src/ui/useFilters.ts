import { useState } from "react";
import { useSearchParams } from "react-router";

/** Page sizes a list offers. */
export const pageSizes = [20, 50, 100];

/**
 * Filters of a list: what the address says is in force, `draft` is being typed. Applying writes the draft into
 * the address and goes to the first page, so that a link equals a view.
 */
export function useFilters<K extends string>(keys: readonly K[]) {
  const [search, setSearch] = useSearchParams();
  const applied = (key: K) => search.get(key) ?? "";
  const [draft, setDraft] = useState<Partial<Record<K, string>>>({});
  const put = (values: Record<string, string>) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(values)) {
          if (value) next.set(key, value);
          else next.delete(key);
        }
        return next;
      },
      { replace: true },
    );
  const page = Math.max(1, Number(search.get("page")) || 1);
  const wanted = Number(search.get("pageSize"));
  const pageSize = pageSizes.includes(wanted) ? wanted : (pageSizes[0] ?? 20);
  return {
    applied,
    value: (key: K) => draft[key] ?? applied(key),
    change: (key: K, value: string) => setDraft({ ...draft, [key]: value }),
    apply: (now: Partial<Record<K, string>> = {}) => {
      const next: Record<string, string> = { page: "" };
      for (const key of keys) next[key] = now[key] ?? draft[key] ?? applied(key);
      setDraft({});
      put(next);
    },
    reset: () => {
      setDraft({});
      put(Object.fromEntries([...keys.map((key) => [key, ""]), ["page", ""]]));
    },
    page,
    pageSize,
    turn: (to: number, size: number) =>
      put({ page: to > 1 && size === pageSize ? String(to) : "", pageSize: size === 20 ? "" : String(size) }),
  };
}

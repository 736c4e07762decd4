import { useSearchParams } from "react-router";

/** A filter kept in the address, so that a link equals a view. */
export function useParam(key: string): [string, (value: string) => void] {
  const [search, setSearch] = useSearchParams();
  return [
    search.get(key) ?? "",
    (value) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (value) next.set(key, value);
          else next.delete(key);
          return next;
        },
        { replace: true },
      ),
  ];
}

import { useCatalogue } from "../../api/queries";
import { isKey, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import type { Bound } from "./boundFields";
import { useNames } from "./names";
import { useWords } from "./words";

const record = (x: unknown): Record<string, unknown> => (typeof x === "object" && x !== null ? { ...x } : {});

const text = (x: unknown) => (typeof x === "string" ? x : "");

/** Bounds and their values in words. */
export function useBoundWords() {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const names = useNames();
  const { countries } = useCatalogue();
  const phrase = (key: string, otherwise: string) => (isKey(key) ? t(key) : otherwise);
  const one = (b: Bound, x: unknown): string => {
    if (typeof x === "number") return format.derived(x);
    if (typeof x === "boolean") return t(x ? "app.yes" : "app.no");
    if (b === "members") {
      const { iso3, role, coastSide } = record(x);
      const name = countries.some((c) => c.iso3 === iso3) ? names.country(text(iso3)) : text(iso3);
      // A node is the rule; what differs from it is told.
      const more = [
        role === "node" ? "" : words.role(text(role)),
        coastSide ? words.role(text(coastSide)) : "",
      ];
      const told = words.list(more.filter(Boolean));
      return told ? name + t("app.paren", { text: told }) : name;
    }
    if (b === "countryBudgets") {
      const { iso3, max } = record(x);
      return t("layout.bounds.limit", { country: names.country(text(iso3)), n: Number(max) });
    }
    if (b === "kinds") return words.kind(text(x));
    if (b === "cities") return phrase(`layout.cities.${text(x)}`, text(x));
    return names.industry(text(x)) || text(x);
  };
  return {
    label: (b: Bound | "admitted") =>
      b === "admitted" ? t("layout.rule.admitted") : phrase(`layout.bound.${b}`, b),
    help: (b: Bound | "admitted") => phrase(`layout.bound.help.${b}`, ""),
    value: (b: Bound, x: unknown): string => {
      if (x === undefined || x === null) return t("layout.bounds.nothing");
      if (!Array.isArray(x)) return one(b, x);
      return x.length === 0 ? t("layout.bounds.nothing") : words.list(x.map((e) => one(b, e)));
    },
  };
}

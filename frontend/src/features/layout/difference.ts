import type { Placement, Plan } from "../../api/layouts";

export interface Difference {
  gained: Placement[];
  lost: Placement[];
  both: Placement[];
  /** Sites of both that have another industry. */
  moved: { site: Placement; before: string; after: string }[];
}

/** What plan b has instead of plan a. */
export function difference(a: Plan, b: Plan): Difference {
  const before = new Map(a.sites.map((s) => [s.id, s]));
  const after = new Set(b.sites.map((s) => s.id));
  const both = b.sites.filter((s) => before.has(s.id));
  return {
    gained: b.sites.filter((s) => !before.has(s.id)),
    lost: a.sites.filter((s) => !after.has(s.id)),
    both,
    moved: both.flatMap((site) => {
      const was = before.get(site.id)?.industry ?? site.industry;
      return was === site.industry ? [] : [{ site, before: was, after: site.industry }];
    }),
  };
}

export interface BoundChange {
  /** As in the rule, such as "chain.maxGapKm". */
  field: string;
  before: string;
  after: string;
}

/** The parts of the rule in which two plans differ, by name; lists as their entries. */
export function boundChanges(before: Plan["rule"], after: Plan["rule"]): BoundChange[] {
  const parts = (rule: Plan["rule"]) => {
    const out = new Map<string, string>();
    for (const [key, value] of Object.entries<unknown>(rule)) {
      if (["nodes", "chain", "belt", "axis"].includes(key) && typeof value === "object" && value !== null)
        for (const [k, v] of Object.entries<unknown>({ ...value })) out.set(`${key}.${k}`, told(v));
      else out.set(key, told(value));
    }
    return out;
  };
  const was = parts(before);
  const is = parts(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .map((field) => ({ field, before: was.get(field) ?? "", after: is.get(field) ?? "" }))
    .filter((c) => c.before !== c.after);
}

function told(value: unknown): string {
  if (Array.isArray(value)) return value.map(told).join(", ");
  if (typeof value === "object" && value !== null) {
    return "iso3" in value && typeof value.iso3 === "string" ? value.iso3 : JSON.stringify(value);
  }
  return value === undefined || value === null ? "" : String(value);
}

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

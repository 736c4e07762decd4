import type { SiteRequest, SiteStudy } from "../../api/layouts";

interface Kept {
  request: SiteRequest;
  study: SiteStudy;
}

export interface SiteDifference {
  /** Parts of the recipe that differ; weights by branch. */
  recipe: { field: string; before: string; after: string }[];
  /** The names of the branches that the recipe's weights are of. */
  branches: Map<string, { zh: string; en: string }>;
  /** Sites whose rank differs, those nearest the top first. */
  moved: {
    id: string;
    name: { zh: string; en: string };
    before: number | undefined;
    after: number | undefined;
    scoreBefore: number | undefined;
    scoreAfter: number | undefined;
  }[];
}

const parts = ({ request: q, study }: Kept) => {
  const out = new Map<string, string>([
    ["strategy", q.strategy ?? ""],
    ["within", q.within ?? ""],
    ["countries", (q.countries ?? []).join(", ")],
    ["cities", q.cities ?? ""],
    ["closed", q.closed ?? ""],
    ["countC", q.countC ? "1" : ""],
    ["gaps", q.gaps ?? ""],
    ["siteModel", q.siteModel ? `${study.siteModel.name.zh} ${q.siteModel.version}` : ""],
    ["own", q.own ? String(q.own.length) : ""],
    ["dataset", study.datasetId],
    ["year", String(study.year)],
  ]);
  for (const n of study.siteModel.tree.children ?? []) out.set(n.id, String(n.weight));
  return out;
};

/** What the second ranking of sites has instead of the first. */
export function siteDifference(before: Kept, after: Kept): SiteDifference {
  const was = parts(before);
  const is = parts(after);
  const recipe = [...new Set([...was.keys(), ...is.keys()])]
    .map((field) => ({ field, before: was.get(field) ?? "", after: is.get(field) ?? "" }))
    .filter((c) => c.before !== c.after);
  const old = new Map(before.study.sites.map((s) => [s.id, s]));
  const now = new Map(after.study.sites.map((s) => [s.id, s]));
  const moved = [...new Set([...now.keys(), ...old.keys()])]
    .flatMap((id) => {
      const a = old.get(id);
      const b = now.get(id);
      const name = (b ?? a)?.name;
      if (!name) return [];
      return {
        id,
        name,
        before: a?.rank || undefined,
        after: b?.rank || undefined,
        scoreBefore: a?.score,
        scoreAfter: b?.score,
      };
    })
    .filter((m) => m.before !== m.after);
  const best = (m: { before: number | undefined; after: number | undefined }) =>
    Math.min(m.before ?? Infinity, m.after ?? Infinity);
  const branches = new Map(
    [before, after].flatMap((k) => (k.study.siteModel.tree.children ?? []).map((n) => [n.id, n.name])),
  );
  return { recipe, branches, moved: moved.sort((x, y) => best(x) - best(y)) };
}

import type { Explanation } from "../../../api/types";
import type { T } from "../../../i18n";
import type { Format } from "../../../i18n/format";

/**
 * The explanation as a sentence: by how much one leads, which dimensions it owes that to (the fewest that
 * make up three quarters of everything in its favour), and what pulls back.
 */
export function explain(
  e: Explanation,
  nameOf: (iso3: string) => string,
  dimensionName: (id: string) => string,
  t: T,
  format: Format,
): string {
  const names = { a: nameOf(e.a), b: nameOf(e.b) };
  if (Math.abs(e.difference) < 5e-4 && e.rankA === e.rankB) return t("explain.tie", names);
  const lead = t("explain.lead", { ...names, difference: format.fixed(e.scoreA - e.scoreB, 3) });
  const sorted = [...e.dimensions].sort((x, y) => y.points - x.points);
  const all = sorted.filter((d) => d.points > 0).reduce((sum, d) => sum + d.points, 0);
  const main: string[] = [];
  let reached = 0;
  for (const d of sorted) {
    if (d.points <= 0 || (main.length > 0 && reached >= 0.75 * all)) break;
    reached += d.points;
    main.push(t("explain.part", { name: dimensionName(d.id), points: format.fixed(d.points, 3) }));
  }
  const against = sorted
    .filter((d) => d.points < -5e-4)
    .reverse()
    .map((d) => t("explain.part", { name: dimensionName(d.id), points: format.fixed(-d.points, 3) }));
  const comma = t("app.listComma");
  const parts = [
    main.length > 0 ? t("explain.mainly", { list: main.join(comma) }) : "",
    against.length > 0 ? t("explain.against", { list: against.join(comma) }) : "",
  ].filter(Boolean);
  return `${lead}${parts.join("")}${t("app.stop")}`;
}

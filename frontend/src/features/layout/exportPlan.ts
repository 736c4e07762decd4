import type { LayoutAnswer } from "../../api/layouts";
import type { T } from "../../i18n";
import { csvFile, saveFile } from "../../ui/saveFile";
import type { useWords } from "./words";

interface Names {
  t: T;
  words: ReturnType<typeof useWords>;
  country: (iso3: string) => string;
  industry: (id: string) => string;
}

/** Saves one plan as a table, or the whole answer as the server gave it; both name data and digest. */
export function exportPlan(
  answer: LayoutAnswer,
  index: number,
  format: "csv" | "json",
  { t, words, country, industry }: Names,
) {
  const { report } = answer;
  const name = `layout-${report.strategy}-${report.digest.slice(7, 15)}`;
  if (format === "json") {
    saveFile(new Blob([JSON.stringify(answer, null, 1)], { type: "application/json" }), `${name}.json`);
    return;
  }
  const plan = report.solution.plans[index];
  if (!plan) return;
  const by = new Map(answer.candidates.map((c) => [c.id, c]));
  saveFile(
    csvFile([
      [
        "#",
        t("layout.col.site"),
        "id",
        t("layout.col.country"),
        t("layout.col.role"),
        t("layout.col.industry"),
        t("layout.col.score"),
        t("layout.col.fit"),
        t("layout.col.value"),
        t("layout.col.coverage"),
        t("layout.col.sea"),
        t("layout.col.grade"),
      ],
      ...plan.sites.map((s, i) => [
        String(i + 1),
        words.site(s.name),
        s.id,
        country(s.iso3),
        words.role(s.role),
        industry(s.industry),
        String(s.score),
        String(s.fits.find((f) => f.industry === s.industry)?.score ?? ""),
        String(s.value),
        String(s.coverage),
        String(by.get(s.id)?.sea?.nm ?? ""),
        by.get(s.id)?.sea?.grade ?? "",
      ]),
      [],
      [t("layout.check.rule"), t("layout.check.result"), t("layout.check.has"), t("layout.check.needs")],
      ...plan.conditions.map((c) => [
        words.condition(c.code),
        t(c.passed ? "layout.check.pass" : "layout.check.fail"),
        String(c.value ?? ""),
        c.bound === undefined ? "" : `${c.op ?? ""} ${c.bound}${c.upper === undefined ? "" : ` ${c.upper}`}`,
      ]),
      [],
      [
        t("layout.provenance", {
          dataset: report.datasetId,
          year: report.year,
          model: report.siteModel,
          digest: report.digest,
        }),
      ],
    ]),
    `${name}.csv`,
  );
}

import { useQuery } from "@tanstack/react-query";
import type { LayoutRequest, Placement, Plan } from "../../api/layouts";
import { siteModelsQuery, useMay } from "../../api/queries";
import { isKey, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { boundChanges, difference } from "./difference";
import css from "./layout.module.css";
import { shippedSiteModel } from "./SiteModelChoice";
import { useNames } from "./names";
import { useWords } from "./words";

type Question = Pick<LayoutRequest, "closed" | "countC" | "own" | "siteModel" | "weights">;

/** The questions that the plans answer; what of them is no part of the rule is told too. */
interface Asked {
  before: Question;
  after: Question;
}

/** What one plan has instead of another: places, industries, bounds of the rule. */
export function PlanDifference({ before, after, asked }: { before: Plan; after: Plan; asked?: Asked }) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const { industry, country } = useNames();
  const { data: models } = useQuery({ ...siteModelsQuery, enabled: useMay("model.read") });
  const d = difference(before, after);
  const bounds = boundChanges(before.rule, after.rule);
  const places = (sites: Placement[]) =>
    words.list(sites.map((s) => words.site(s.name))) || t("layout.reason.none");
  const site = (id: string) => {
    const found = [...before.sites, ...after.sites].find((s) => s.id === id);
    return found ? words.site(found.name) : id;
  };
  const questions = (["closed", "countC", "own", "siteModel", "weights"] as const).flatMap((field) => {
    if (!asked) return [];
    const say = (q: Question) => {
      if (field === "closed") return q.closed ? words.passage(q.closed) : t("layout.closed.none");
      if (field === "countC") return t(q.countC ? "sites.gradeCIn" : "sites.gradeCOut");
      if (field === "siteModel") {
        const id = q.siteModel?.id ?? shippedSiteModel;
        const version = t("workbench.version", { version: q.siteModel?.version ?? 1 });
        return `${words.name(models?.find((m) => m.id === id)?.name) || id} ${version}`;
      }
      if (field === "weights") {
        const moved = q.weights?.map((w) => `${words.branch({ id: w.node })} ${format.percent(w.weight, 1)}`);
        return words.list(moved ?? []) || "—";
      }
      return t("sites.ownNumber", { n: q.own?.length ?? 0 });
    };
    const [was, is] = [say(asked.before), say(asked.after)];
    return was === is ? [] : [{ field, was, is }];
  });
  const lists: Record<string, (id: string) => string> = {
    forcedIn: site,
    forcedOut: site,
    admitted: site,
    off: words.condition,
    industries: industry,
    members: country,
  };
  const told = (field: string, value: string) =>
    (lists[field] ? words.list(value.split(", ").filter(Boolean).map(lists[field])) : value) || "—";
  const label = (field: string) => {
    const short = field.split(".").at(-1) ?? field;
    for (const key of [`layout.bound.${short}`, `layout.rule.${short}`]) if (isKey(key)) return t(key);
    return field;
  };
  return (
    <div data-difference>
      <p className={css.line}>
        {t("layout.changes.value", {
          before: format.score(before.value),
          after: format.score(after.value),
          difference: format.score(after.value - before.value),
        })}
      </p>
      <p className={css.line}>
        <strong>{t("layout.changes.gained")}</strong> {places(d.gained)}
      </p>
      <p className={css.line}>
        <strong>{t("layout.changes.lost")}</strong> {places(d.lost)}
      </p>
      {d.moved.length > 0 && (
        <p className={css.line}>
          <strong>{t("layout.changes.industries")}</strong>{" "}
          {words.list(
            d.moved.map((m) =>
              t("layout.changes.industry", {
                site: words.site(m.site.name),
                before: industry(m.before),
                after: industry(m.after),
              }),
            ),
          )}
        </p>
      )}
      {bounds.length + questions.length === 0 ? (
        <p className={css.line}>{t("layout.bounds.same")}</p>
      ) : (
        <table className={css.table} aria-label={t("layout.bounds.changed")}>
          <thead>
            <tr>
              <th scope="col">{t("layout.bounds.changed")}</th>
              <th scope="col">{t("difference.before")}</th>
              <th scope="col">{t("difference.after")}</th>
            </tr>
          </thead>
          <tbody>
            {questions.map((q) => (
              <tr key={q.field}>
                <th scope="row">{t(`sites.field.${q.field}`)}</th>
                <td>{q.was}</td>
                <td>{q.is}</td>
              </tr>
            ))}
            {bounds.map((b) => (
              <tr key={b.field}>
                <th scope="row">{label(b.field)}</th>
                <td>{told(b.field, b.before)}</td>
                <td>{told(b.field, b.after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

import type { LayoutCandidate } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./layout.module.css";

/** A sea distance with its grade; grade C says whether it counted. */
export function SeaRoute({ sea }: { sea: LayoutCandidate["sea"] }) {
  const t = useT();
  const format = useFormat();
  if (!sea) return <span className={css.muted}>{t("layout.seaMissing")}</span>;
  return (
    <span className={sea.grade === "C" ? css.weak : undefined}>
      {format.integer(sea.nm)}{" "}
      {sea.grade === "C"
        ? `⚠ ${t(sea.counted ? "layout.gradeC.counted" : "layout.gradeC.ignored")}`
        : t("layout.grade", { grade: sea.grade })}
    </span>
  );
}

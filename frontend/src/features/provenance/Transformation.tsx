import type { Criterion } from "../../api/types";
import { useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./provenance.module.css";

/** How a model turns a value into one between 0 and 1, and why so. */
export function Transformation({ criterion, unit }: { criterion: Criterion; unit: string }) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const { kind, low, high, points } = criterion.value;
  const cost = criterion.direction === "cost";
  const ends =
    kind === "minmax"
      ? t("valueKind.minmaxNote")
      : kind === "piecewise"
        ? (points ?? []).map((p) => `${format.exact(p.x)} → ${format.exact(p.y)}`).join(t("app.listComma"))
        : `${format.exact(low)} → ${cost ? 1 : 0}${t("app.listComma")}${format.exact(high)} → ${cost ? 0 : 1}`;
  return (
    <>
      <h3>{t("provenance.transformation")}</h3>
      <dl className={css.list}>
        <dt>{t("provenance.direction")}</dt>
        <dd>{t(`direction.${criterion.direction}`)}</dd>
        <dt>{t(`valueKind.${kind}`)}</dt>
        <dd>
          {ends} {kind !== "minmax" && unit && t("app.paren", { text: unit })}
        </dd>
        {name(criterion.rationale) && (
          <>
            <dt>{t("provenance.rationale")}</dt>
            <dd>{name(criterion.rationale)}</dd>
          </>
        )}
      </dl>
    </>
  );
}

import type { Criterion } from "../../api/types";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { Curve } from "../../ui/Curve";

/** The value function of a criterion, from the indicator's amount to 0..1. */
export function ValueCurve({ criterion, name }: { criterion: Criterion; name: string }) {
  const t = useT();
  const format = useFormat();
  const { kind, low, high, points } = criterion.value;
  if (kind === "minmax") return <span>{t("valueKind.minmaxNote")}</span>;
  const rising = criterion.direction === "benefit";
  const corners =
    kind === "piecewise"
      ? (points ?? []).map((p) => ({ x: p.x, y: p.y }))
      : [
          { x: low, y: rising ? 0 : 1 },
          { x: high, y: rising ? 1 : 0 },
        ];
  const axis = (x: number) => {
    const q = format.quantity(x, "");
    return `${q.text}${q.unit.trim() && ` ${q.unit.trim()}`}`;
  };
  const text = corners.map((p) => `${axis(p.x)} → ${format.fixed(p.y, 2)}`).join("; ");
  return <Curve points={corners} log={kind === "log"} label={t("model.curve", { name, text })} axis={axis} />;
}

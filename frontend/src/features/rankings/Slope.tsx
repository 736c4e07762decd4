import type { Ranking } from "../../api/types";
import { useName, useT } from "../../i18n";
import { none } from "../../i18n/format";
import { ChartFrame } from "../../ui/ChartFrame";
import { colour, fontFamily } from "../../ui/theme";
import { first } from "./difference";
import type { Difference, RankChange } from "./difference";
import { useDatasetName } from "./Facts";
import { useCountryName } from "./ResultTable";

const step = 22;
const top = 26;
const width = 400;
const [from, to] = [140, 230];

/** Ranks before and after as lines, for those in the first ten of either. What moved also differs by its width. */
export function Slope({ found, before, after }: { found: Difference; before: Ranking; after: Ranking }) {
  const t = useT();
  const name = useName();
  const country = useCountryName();
  const dataset = useDatasetName();
  const shown = found.ranks.filter((r) => Math.min(r.before ?? Infinity, r.after ?? Infinity) <= first);
  const later = [...shown].sort((a, b) => (a.after ?? Infinity) - (b.after ?? Infinity));
  const earlier = [...shown].sort((a, b) => (a.before ?? Infinity) - (b.before ?? Infinity));
  const at = new Map(earlier.map((r, i) => [r.iso3, i]));
  const y = (i: number) => top + i * step + step / 2;
  const places = ({ before: was, after: is }: RankChange) => {
    if (is === undefined) return t("difference.gone");
    if (was === undefined) return t("difference.new");
    return was === is ? "" : `${was > is ? "▲+" : "▼−"}${Math.abs(was - is)}`;
  };
  const moved = shown.filter((r) => r.before !== r.after).length;
  const source = [before, after]
    .map(
      (r) =>
        `${r.title} ${dataset(r.datasetId)} ${(r.sealed?.digest ?? r.result?.digest ?? "").slice(0, 15)}`,
    )
    .join(" → ");
  return (
    <ChartFrame
      title={t("slope.title", { model: name(after.model.name) })}
      summary={t("slope.summary", {
        n: first,
        moved,
        entered: found.entered.length,
        left: found.left.length,
      })}
      source={source}
      table={{
        head: [t("table.country"), t("difference.before"), t("difference.after"), t("table.change")],
        rows: later.map((r) => [
          country(r.iso3),
          String(r.before ?? none),
          String(r.after ?? none),
          places(r) || none,
        ]),
      }}
    >
      <svg
        viewBox={`0 0 ${width} ${y(later.length)}`}
        width={width}
        height={y(later.length)}
        style={{ display: "block", maxWidth: "100%" }}
        fontFamily={fontFamily}
        fontSize={12}
        fill={colour.text}
      >
        <g fontWeight={600}>
          <text x={from - 6} y={14} textAnchor="end">
            {t("difference.before")}
          </text>
          <text x={to + 6} y={14}>
            {t("difference.after")}
          </text>
        </g>
        {later.map((r, i) => {
          const still = r.before === r.after;
          return (
            <line
              key={r.iso3}
              x1={from}
              x2={to}
              y1={y(at.get(r.iso3) ?? i)}
              y2={y(i)}
              stroke={still ? "#a9b4bf" : colour.primary}
              strokeWidth={still ? 1 : 1.8}
            />
          );
        })}
        {earlier.map((r, i) => (
          <text key={r.iso3} x={from - 6} y={y(i) + 4} textAnchor="end">
            {country(r.iso3)} <tspan fontWeight={600}>{r.before ?? none}</tspan>
          </text>
        ))}
        {later.map((r, i) => (
          <text key={r.iso3} x={to + 6} y={y(i) + 4}>
            <tspan fontWeight={600}>{r.after ?? none}</tspan> {country(r.iso3)} {places(r)}
          </text>
        ))}
      </svg>
    </ChartFrame>
  );
}

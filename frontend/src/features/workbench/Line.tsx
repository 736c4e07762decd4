import { memo } from "react";
import { Link } from "react-router";
import type { T } from "../../i18n";
import { none } from "../../i18n/format";
import type { Format } from "../../i18n/format";
import { series } from "../../ui/theme";
import type { Column } from "./columns";
import type { Row } from "./rows";
import css from "./workbench.module.css";

interface LineProps extends Row {
  dimensions: string[];
  selected: boolean;
  active: boolean;
  columns: readonly Column[];
  reach: "here" | "coming" | "none";
  t: T;
  format: Format;
  open: (iso3: string) => void;
  toggle: (iso3: string) => void;
  focus: (iso3: string) => void;
}

/**
 * One line of the ranking. It is drawn 59 times with every answer, so: plain elements, no hooks, and what a
 * weight does not change in memoised cells.
 */
export const Line = memo(function Line(p: LineProps) {
  const { t } = p;
  const tab = p.active ? 0 : -1;
  return (
    <tr
      data-iso3={p.iso3}
      tabIndex={tab}
      aria-selected={p.selected}
      className={p.selected ? css.selectedLine : css.line}
      onFocus={() => p.focus(p.iso3)}
    >
      <Check iso3={p.iso3} name={p.name} selected={p.selected} tab={tab} t={t} toggle={p.toggle} />
      <td className={css.cRank}>{p.rank}</td>
      {p.columns.includes("change") && <Change value={p.change} t={t} />}
      <Name iso3={p.iso3} name={p.name} tab={tab} />
      <td className={css.cScore}>
        <button
          type="button"
          className={css.number}
          tabIndex={tab}
          title={t("table.openScore")}
          onClick={() => p.open(p.iso3)}
        >
          {p.format.score(p.score)}
        </button>
      </td>
      {p.columns.includes("bar") && (
        <td className={css.cBar}>
          {p.parts && <Bar parts={p.parts} dimensions={p.dimensions} format={p.format} />}
        </td>
      )}
      {p.columns.includes("interval") && (
        <td className={css.cRange}>
          {p.high - p.low < 5e-4 ? (
            <span className={css.exact}>{p.format.score(p.score)}</span>
          ) : (
            `${p.format.score(p.low)}–${p.format.score(p.high)}`
          )}
        </td>
      )}
      {p.columns.includes("coverage") && (
        <Coverage missing={p.missing} stale={p.stale} share={p.format.percent(p.coverage)} t={t} />
      )}
      {p.columns.includes("ranks") && (
        <td className={css.cRanks} data-ranks>
          {p.rankLow === undefined ? none : `${p.rankLow}–${p.rankHigh}`}
        </td>
      )}
      {p.columns.includes("top") && <td className={css.cTop}>{p.format.percent(p.top)}</td>}
      {p.columns.includes("attainable") && (
        <Limits reach={p.reach} best={p.best} worst={p.worst} proven={p.proven} t={t} />
      )}
    </tr>
  );
});

const Check = memo(function Check(p: {
  iso3: string;
  name: string;
  selected: boolean;
  tab: number;
  t: T;
  toggle: (iso3: string) => void;
}) {
  return (
    <td className={css.cCheck}>
      <input
        type="checkbox"
        tabIndex={p.tab}
        checked={p.selected}
        aria-label={p.t("table.addCompare", { name: p.name })}
        onChange={() => p.toggle(p.iso3)}
      />
    </td>
  );
});

const Name = memo(function Name({ iso3, name, tab }: { iso3: string; name: string; tab: number }) {
  return (
    <th scope="row" className={css.cName}>
      <Link to={`/countries/${iso3}`} tabIndex={tab}>
        {name}
      </Link>
    </th>
  );
});

const Coverage = memo(function Coverage(p: { missing: number; stale: number; share: string; t: T }) {
  const words = p.missing > 0 ? p.t("table.missingOf", { missing: p.missing, stale: p.stale }) : "";
  return (
    <td className={css.cCover}>
      {words && (
        <span className={css.missing} title={words} aria-label={words} role="note">
          −{p.missing}
        </span>
      )}
      {p.share}
    </td>
  );
});

const Limits = memo(function Limits(p: {
  best?: number;
  worst?: number;
  proven?: boolean;
  reach: LineProps["reach"];
  t: T;
}) {
  if (p.best === undefined) {
    const why = p.t(p.reach === "coming" ? "workbench.working" : "table.attainableNone");
    return (
      <td className={css.cReach}>
        <span title={why}>{p.reach === "coming" ? "…" : none}</span>
      </td>
    );
  }
  const range = `${p.best}–${p.worst}`;
  return (
    <td className={css.cReach}>
      {p.proven ? range : <span title={p.t("table.attainableOpen")}>≈{range}</span>}
    </td>
  );
});

const Change = memo(function Change({ value, t }: { value: number | undefined; t: T }) {
  const [label, text] = !value
    ? [t("table.unchanged"), "–"]
    : value > 0
      ? [t("table.up", { n: value }), `▲${value}`]
      : [t("table.down", { n: -value }), `▼${-value}`];
  return (
    <td className={css.cChange}>
      <span aria-label={label} role="note">
        {text}
      </span>
    </td>
  );
});

/** Contributions side by side; the whole cell stands for a score of 1. */
const Bar = memo(function Bar({
  parts,
  dimensions,
  format,
}: {
  parts: string;
  dimensions: string[];
  format: Format;
}) {
  const values = parts.split(" ").map(Number);
  const label = dimensions.map((d, i) => `${d} ${format.score(values[i])}`).join("; ");
  return (
    <span className={css.bar} role="img" aria-label={label} title={label}>
      {values.map((v, i) => (
        <i
          key={dimensions[i]}
          data-part={i}
          style={{ width: `${v * 100}%`, background: series[i % series.length] }}
        />
      ))}
    </span>
  );
});

import { useMemo } from "react";
import type { Country } from "../../../api/types";
import { useName, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { sequential } from "../../../ui/theme";
import type { Row } from "../rows";
import { insets, world } from "./outline.gen";
import { isInset, onInset, onWorld } from "./project";
import type { Inset, Point } from "./project";
import css from "./map.module.css";

interface Props {
  rows: Row[];
  countries: Country[];
  regionName: (id: string) => string;
  selected: string[];
  toggle: (iso3: string) => void;
}

interface Dot {
  iso3: string;
  name: string;
  rank: number;
  score: number;
  shade: number;
  region: string;
  lon: number;
  lat: number;
}

const first = 10;

/** Class of a score among those shown: 0 lightest to 4 darkest, equal steps from the least to the greatest. */
function shade(score: number, low: number, high: number): number {
  if (high <= low) return sequential.length - 1;
  const step = Math.floor(((score - low) / (high - low)) * sequential.length);
  return Math.min(sequential.length - 1, step);
}

/**
 * Capitals as points on a neutral outline of land: no boundaries, no areas. The world for the overview, one
 * frame per region to tell neighbours apart.
 */
export default function RankMap({ rows, countries, regionName, selected, toggle }: Props) {
  const t = useT();
  const name = useName();
  const format = useFormat();
  const dots = useMemo(() => {
    const by = new Map(countries.map((c) => [c.iso3, c]));
    const scores = rows.map((r) => r.score);
    const low = Math.min(...scores);
    const high = Math.max(...scores);
    return rows.flatMap((r): Dot[] => {
      const c = by.get(r.iso3);
      if (!c) return [];
      const { iso3, rank, score } = r;
      return [
        {
          iso3,
          name: name(c.name),
          rank,
          score,
          shade: shade(score, low, high),
          region: c.region,
          lon: c.capitalLon,
          lat: c.capitalLat,
        },
      ];
    });
  }, [rows, countries, name]);

  const frames = Object.keys(insets).filter(isInset);
  const common = { selected, toggle, score: format.score };
  return (
    <div className={css.maps}>
      <div className={css.worldFrame}>
        <svg viewBox={`0 0 ${world.width} ${world.height}`} role="group" aria-label={t("map.world")}>
          <path d={world.path} className={css.land} />
          <Dots {...common} dots={dots} place={(d) => onWorld(d.lon, d.lat)} radius={5} />
        </svg>
        <span className={css.stamp}>{t("map.schematic")}</span>
      </div>
      <div className={css.insets}>
        {frames.map((id) => (
          <InsetMap
            key={id}
            id={id}
            label={regionName(id)}
            dots={dots.filter((d) => d.region === id)}
            {...common}
          />
        ))}
      </div>
      <p className={css.legend}>
        {t("map.legend")}
        {sequential.map((c, i) => (
          <i key={c} style={{ background: c }} aria-hidden data-class={i} />
        ))}
        {t("map.legendEnd")}
        <span className={css.note}>{t("map.note")}</span>
      </p>
    </div>
  );
}

interface Shared {
  selected: string[];
  toggle: (iso3: string) => void;
  score: (x: number) => string;
}

function InsetMap({ id, label, dots, ...shared }: Shared & { id: Inset; label: string; dots: Dot[] }) {
  const frame = insets[id];
  return (
    <figure className={css.inset} style={{ flex: `${frame.width} 1 0` }}>
      <svg viewBox={`0 0 ${frame.width} ${frame.height}`} role="group" aria-label={label}>
        <path d={frame.path} className={css.land} />
        <Dots
          {...shared}
          dots={dots}
          place={(d) => onInset(id, d.lon, d.lat)}
          radius={8}
          labels
          bounds={frame}
        />
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}

function Dots({
  dots,
  place,
  radius,
  labels,
  bounds,
  selected,
  toggle,
  score,
}: Shared & {
  dots: Dot[];
  place: (d: Dot) => Point;
  radius: number;
  labels?: boolean;
  bounds?: { width: number };
}) {
  const t = useT();
  // The best lie on top.
  const order = [...dots].sort((a, b) => b.rank - a.rank);
  return order.map((d) => {
    const [x, y] = place(d);
    const on = selected.includes(d.iso3);
    const numbered = labels && d.rank <= first;
    const r = numbered ? radius + 1 : radius - (labels ? 2 : 0);
    const toLeft = bounds !== undefined && x > bounds.width - 60;
    return (
      <g
        key={d.iso3}
        transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
        className={css.dot}
        role="button"
        tabIndex={labels ? 0 : -1}
        aria-pressed={on}
        aria-label={t("map.point", { name: d.name, rank: d.rank, score: score(d.score) })}
        onClick={() => toggle(d.iso3)}
        onKeyDown={(e) => {
          if (e.key === "Enter" || e.key === " ") {
            e.preventDefault();
            toggle(d.iso3);
          }
        }}
      >
        <title>{t("map.point", { name: d.name, rank: d.rank, score: score(d.score) })}</title>
        <circle r={r} fill={sequential[d.shade]} className={on ? css.on : css.off} />
        {numbered && (
          <text className={css.rank} dy="0.36em" fill={d.shade > 2 ? "#fff" : "#1b2733"}>
            {d.rank}
          </text>
        )}
        {labels && (numbered || on) && (
          <text
            className={css.name}
            x={toLeft ? -r - 3 : r + 3}
            dy="0.36em"
            textAnchor={toLeft ? "end" : "start"}
          >
            {d.name}
          </text>
        )}
      </g>
    );
  });
}

import { useMemo } from "react";
import type { Country } from "../../../api/types";
import { useName, useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { ChartFrame } from "../../../ui/ChartFrame";
import { sequential } from "../../../ui/theme";
import type { Row } from "../rows";
import { placeLabels } from "./labels";
import { insets, world } from "./outline.gen";
import { onInset, onWorld } from "./project";
import type { Inset, Point } from "./project";
import { pictureOf } from "./picture";
import css from "./map.module.css";

interface Props {
  rows: Row[];
  countries: Country[];
  regionName: (id: string) => string;
  source: string;
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

// Two frames a line where the panel is narrow, four where it is wide.
const frames: Inset[][] = [
  ["ASEAN", "South Asia"],
  ["EU", "South America"],
];
const first = 10; // ranks written into dots
const labelSize = 17;

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
export default function RankMap({ rows, countries, regionName, source, selected, toggle }: Props) {
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

  const common = { selected, toggle, score: format.score };
  const scores = rows.map((r) => r.score);
  const summary = t("map.summary", {
    list: dots
      .slice(0, first)
      .map((d) => t("map.ranked", { rank: d.rank, name: d.name }))
      .join(t("app.listComma")),
  });
  return (
    <ChartFrame
      title={t("map.title")}
      source={source}
      summary={summary}
      picture={pictureOf}
      table={{
        head: [t("table.country"), t("scope.region"), t("table.rank"), t("table.score")],
        rows: dots.map((d) => [d.name, regionName(d.region), String(d.rank), format.score(d.score)]),
      }}
    >
      <div className={css.maps}>
        <div className={css.worldFrame}>
          <svg viewBox={`0 0 ${world.width} ${world.height}`} role="group" aria-label={t("map.world")}>
            <path d={world.path} className={css.land} />
            <Dots {...common} dots={dots} place={(d) => onWorld(d.lon, d.lat)} radius={5} />
          </svg>
          <span className={css.stamp}>{t("map.schematic")}</span>
        </div>
        <div className={css.insets}>
          {frames.map((pair) => (
            <div key={pair.join()} style={{ flexGrow: pair.reduce((sum, id) => sum + insets[id].width, 0) }}>
              {pair.map((id) => (
                <InsetMap
                  key={id}
                  id={id}
                  label={regionName(id)}
                  dots={dots.filter((d) => d.region === id)}
                  {...common}
                />
              ))}
            </div>
          ))}
        </div>
        <p className={css.legend}>
          <span>{t("map.legend", { score: format.score(Math.min(...scores)) })}</span>
          {sequential.map((c, i) => (
            <i key={c} style={{ background: c }} aria-hidden data-class={i} />
          ))}
          <span>{format.score(Math.max(...scores))}</span>
          <span className={css.note}>{t("map.note")}</span>
        </p>
      </div>
    </ChartFrame>
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
    <figure className={css.inset} style={{ flexGrow: frame.width }}>
      <svg viewBox={`0 0 ${frame.width} ${frame.height}`} role="group" aria-label={label}>
        <path d={frame.path} className={css.land} />
        <Dots {...shared} dots={dots} place={(d) => onInset(id, d.lon, d.lat)} radius={7} frame={frame} />
      </svg>
      <figcaption>{label}</figcaption>
    </figure>
  );
}

function Dots({
  dots,
  place,
  radius,
  frame,
  selected,
  toggle,
  score,
}: Shared & {
  dots: Dot[];
  place: (d: Dot) => Point;
  radius: number;
  /** Given where there is room for names and ranks. */
  frame?: { width: number; height: number };
}) {
  const t = useT();
  const placed = dots.map((d) => {
    const [x, y] = place(d);
    const on = selected.includes(d.iso3);
    const numbered = frame !== undefined && d.rank <= first;
    return {
      ...d,
      id: d.iso3,
      x,
      y,
      on,
      numbered,
      r: numbered ? radius + 3 : radius,
      text: d.name,
      named: numbered || on,
    };
  });
  const labels = frame ? placeLabels(placed, frame, labelSize) : [];
  // The best lie on top.
  const order = [...placed].sort((a, b) => b.rank - a.rank);
  return (
    <>
      {order.map((d) => {
        const label = t("map.point", { name: d.name, rank: d.rank, score: score(d.score) });
        return (
          <g
            key={d.iso3}
            transform={`translate(${d.x.toFixed(1)} ${d.y.toFixed(1)})`}
            className={css.dot}
            role="button"
            tabIndex={frame ? 0 : -1}
            aria-pressed={d.on}
            aria-label={label}
            onClick={() => toggle(d.iso3)}
            onKeyDown={(e) => {
              if (e.key !== "Enter" && e.key !== " ") return;
              e.preventDefault();
              toggle(d.iso3);
            }}
          >
            <title>{label}</title>
            <circle r={d.r} fill={sequential[d.shade]} className={d.on ? css.on : css.off} />
            {d.numbered && (
              <text className={css.rank} dy="0.36em" fill={d.shade > 2 ? "#fff" : "#1b2733"}>
                {d.rank}
              </text>
            )}
          </g>
        );
      })}
      {labels.map((l) => (
        <text key={l.id} className={css.name} x={l.x} y={l.y} dy="0.36em" textAnchor={l.anchor} aria-hidden>
          {placed.find((d) => d.id === l.id)?.name}
        </text>
      ))}
    </>
  );
}

import { useState } from "react";
import type { DragEvent, KeyboardEvent } from "react";
import type { LayoutCandidate, Plan } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import css from "./layout.module.css";
import { useWords } from "./words";

/** A neutral outline of land, without any boundary, and where a place lies on it. */
export interface Land {
  path: string;
  width: number;
  height: number;
  place: (lon: number, lat: number) => [x: number, y: number];
}

interface Props {
  land: Land;
  plan: Plan;
  candidates: LayoutCandidate[];
  why?: string;
  /** Absent where the plan is only shown. */
  ask?: (id: string) => void;
  /** Drops a site that was dragged here into the plan. */
  drop?: (id: string) => void;
}

/** A line that bends a little, so that a leg and its way back, or two legs of one line, stay apart. */
function arc([ax, ay]: [number, number], [bx, by]: [number, number]): string {
  const bend = 0.12;
  const cx = (ax + bx) / 2 + (by - ay) * bend;
  const cy = (ay + by) / 2 - (bx - ax) * bend;
  return `M${ax.toFixed(1)},${ay.toFixed(1)}Q${cx.toFixed(1)},${cy.toFixed(1)} ${bx.toFixed(1)},${by.toFixed(1)}`;
}

interface Label {
  x: number;
  y: number;
  anchor: "start" | "end";
}

const letter = 13; // width of a Han character at the size of labels; a Latin letter takes about half

/** Where the names stand: each beside its point, where it covers neither a point nor a name before it. */
function placed(points: { at: [number, number]; text: string }[], width: number): Label[] {
  const boxes = points.map(({ at: [x, y] }) => [x - 9, y - 9, x + 9, y + 9] as const);
  return points.map(({ at: [x, y], text }) => {
    const w = [...text].reduce((sum, c) => sum + (c > "\u2e80" ? letter : letter * 0.56), 0);
    const tries: Label[] = [-8, 9, -21, 22, -34, 35, -47, 48].flatMap((dy) => [
      { x: x + 11, y: y + dy, anchor: "start" as const },
      { x: x - 11, y: y + dy, anchor: "end" as const },
    ]);
    const box = (l: Label) => {
      const left = l.anchor === "start" ? l.x : l.x - w;
      return [left, l.y - 8, left + w, l.y + 8] as const;
    };
    // The fewer points and names are covered the better; outside the map nothing can be read.
    const cost = (l: Label) => {
      const [a, b, c, d] = box(l);
      const covered = boxes.filter(([p, q, r, s]) => c > p && a < r && d > q && b < s).length;
      return covered + (a >= 0 && c <= width ? 0 : 10);
    };
    const found = tries.reduce((best, l) => (cost(l) < cost(best) ? l : best));
    boxes.push(box(found));
    return found;
  });
}

const overSea = (kind: string) => kind === "chain" || kind === "sea";

/** The plan's sites as numbered points with their links; other candidates as small points. */
export function LayoutMap({ land, plan, candidates, why, ask, drop }: Props) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const [over, setOver] = useState(false);
  const chosen = new Set(plan.sites.map((s) => s.id));
  const at = new Map(plan.sites.map((s) => [s.id, land.place(s.lon, s.lat)]));
  const labels = placed(
    plan.sites.map((s) => ({ at: at.get(s.id) ?? [0, 0], text: words.site(s.name) })),
    land.width,
  );
  return (
    <figure
      className={over ? `${css.map} ${css.over}` : css.map}
      {...(drop && {
        onDragOver: (e: DragEvent) => {
          e.preventDefault();
          setOver(true);
        },
        onDragLeave: () => setOver(false),
        onDrop: (e: DragEvent) => {
          e.preventDefault();
          setOver(false);
          const id = e.dataTransfer.getData("text/plain");
          if (candidates.some((c) => c.id === id && !c.out) && !chosen.has(id)) drop(id);
        },
      })}
    >
      <svg viewBox={`0 0 ${land.width} ${land.height}`} role="group" aria-label={t("layout.map")}>
        <rect width={land.width} height={land.height} className={css.water} />
        <path d={land.path} className={css.land} />
        {candidates
          .filter((c) => !chosen.has(c.id))
          .map((c) => {
            const [x, y] = land.place(c.lon, c.lat);
            return (
              <circle key={c.id} cx={x} cy={y} r={c.out ? 1.6 : 2.6} className={c.out ? css.shut : css.open}>
                <title>{t("layout.map.candidate", { name: words.site(c.name) })}</title>
              </circle>
            );
          })}
        {plan.links.map((l) => {
          const from = at.get(l.from);
          const to = at.get(l.to) ?? land.place(l.end.lon, l.end.lat);
          if (!from) return null;
          return (
            <path
              key={`${l.from}/${l.to}/${l.kind}`}
              d={arc(from, to)}
              className={overSea(l.kind) ? css.seaLeg : css.landLeg}
            />
          );
        })}
        {plan.sites.map((s, i) => {
          const [x, y] = at.get(s.id) ?? [0, 0];
          const said = t("layout.map.point", {
            name: words.site(s.name),
            role: words.role(s.role),
            score: format.score(s.score),
          });
          const place = labels[i];
          return (
            <g key={s.id}>
              <g
                transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
                className={css.point}
                aria-label={said}
                {...(ask
                  ? {
                      role: "button",
                      tabIndex: 0,
                      "aria-pressed": why === s.id,
                      onClick: () => ask(s.id),
                      onKeyDown: (e: KeyboardEvent) => {
                        if (e.key !== "Enter" && e.key !== " ") return;
                        e.preventDefault();
                        ask(s.id);
                      },
                    }
                  : { role: "img" })}
              >
                <title>{said}</title>
                <circle r={9} className={why === s.id ? css.asked : undefined} />
                <text dy="0.36em">{i + 1}</text>
              </g>
              {place && (
                <text
                  className={css.label}
                  x={place.x}
                  y={place.y}
                  dy="0.36em"
                  textAnchor={place.anchor}
                  aria-hidden
                >
                  {words.site(s.name)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <span className={css.stamp}>{t("layout.map.stamp")}</span>
      <figcaption>
        {plan.links.some((l) => !overSea(l.kind)) && (
          <span>
            <i className={css.keyLand} aria-hidden /> {t("layout.map.land")}
          </span>
        )}
        {plan.links.some((l) => overSea(l.kind)) && (
          <span>
            <i className={css.keySea} aria-hidden /> {t("layout.map.sea")}
          </span>
        )}
        <span>{t("layout.map.lanes")}</span>
      </figcaption>
    </figure>
  );
}

import { useState } from "react";
import type { DragEvent, KeyboardEvent } from "react";
import type { LayoutCandidate, Passage, Plan } from "../../api/layouts";
import { useT } from "../../i18n";
import { useFormat } from "../../i18n/format";
import { fit } from "./frame";
import type { Land } from "./frame";
import { placed } from "./labels";
import css from "./layout.module.css";
import { MapKey, MapLines } from "./MapLines";
import { useSeaLanes } from "./seaLanes";
import { useWidth } from "./useWidth";
import { useWords } from "./words";

export type { Land } from "./frame";

interface Props {
  land: Land;
  plan: Plan;
  candidates: LayoutCandidate[];
  /** The passage ships cannot take. */
  closed?: Passage | undefined;
  why?: string;
  /** Absent where the plan is only shown. */
  ask?: (id: string) => void;
  /** Drops a site that was dragged here into the plan. */
  drop?: (id: string) => void;
}

/** The plan's sites as numbered points with their links and the ways from China; other candidates as small points. */
export function LayoutMap({ land, plan, candidates, closed, why, ask, drop }: Props) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const [over, setOver] = useState(false);
  const [ref, width] = useWidth<HTMLElement>(800);
  const lanes = useSeaLanes(plan, candidates, closed);
  const { height, scale, left } = fit(land, width);
  const pixel = (lon: number, lat: number): [number, number] => {
    const [x, y] = land.place(lon, lat);
    return [(x - left) * scale, y * scale];
  };
  const chosen = new Set(plan.sites.map((s) => s.id));
  const at = new Map(plan.sites.map((s) => [s.id, pixel(s.lon, s.lat)]));
  const labels = placed(
    plan.sites.map((s) => ({ at: at.get(s.id) ?? [0, 0], text: words.site(s.name) })),
    width,
  );
  return (
    <figure
      ref={ref}
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
      <svg viewBox={`0 0 ${width} ${height}`} style={{ height }} role="group" aria-label={t("layout.map")}>
        <rect width={width} height={height} className={css.water} />
        <path
          d={land.path}
          className={css.land}
          transform={`scale(${scale.toFixed(4)}) translate(${(-left).toFixed(2)} 0)`}
        />
        {candidates
          .filter((c) => !chosen.has(c.id))
          .map((c) => {
            const [x, y] = pixel(c.lon, c.lat);
            return (
              <circle key={c.id} cx={x} cy={y} r={c.out ? 1.6 : 2.6} className={c.out ? css.shut : css.open}>
                <title>{t("layout.map.candidate", { name: words.site(c.name) })}</title>
              </circle>
            );
          })}
        <MapLines plan={plan} lanes={lanes} at={pixel} />
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
      <MapKey plan={plan} lanes={lanes} closed={closed} />
    </figure>
  );
}

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
  why: string;
  ask: (id: string) => void;
}

/** A line that bends a little, so that a leg and its way back, or two legs of one line, stay apart. */
function arc([ax, ay]: [number, number], [bx, by]: [number, number]): string {
  const bend = 0.12;
  const cx = (ax + bx) / 2 + (by - ay) * bend;
  const cy = (ay + by) / 2 - (bx - ax) * bend;
  return `M${ax.toFixed(1)},${ay.toFixed(1)}Q${cx.toFixed(1)},${cy.toFixed(1)} ${bx.toFixed(1)},${by.toFixed(1)}`;
}

const overSea = (kind: string) => kind === "chain" || kind === "sea";

/** The plan's sites as numbered points with their links; other candidates as small points. */
export function LayoutMap({ land, plan, candidates, why, ask }: Props) {
  const t = useT();
  const words = useWords();
  const format = useFormat();
  const chosen = new Set(plan.sites.map((s) => s.id));
  const at = new Map(plan.sites.map((s) => [s.id, land.place(s.lon, s.lat)]));
  const label = (x: number, y: number, i: number) => {
    const right = x < land.width * 0.75;
    return {
      x: x + (right ? 11 : -11),
      y: y + (i % 2 === 0 ? -7 : 9),
      anchor: right ? "start" : "end",
    } as const;
  };
  return (
    <figure className={css.map}>
      <svg viewBox={`0 0 ${land.width} ${land.height}`} role="group" aria-label={t("layout.map")}>
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
          const place = label(x, y, i);
          return (
            <g key={s.id}>
              <g
                transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
                className={css.point}
                role="button"
                tabIndex={0}
                aria-pressed={why === s.id}
                aria-label={said}
                onClick={() => ask(s.id)}
                onKeyDown={(e) => {
                  if (e.key !== "Enter" && e.key !== " ") return;
                  e.preventDefault();
                  ask(s.id);
                }}
              >
                <title>{said}</title>
                <circle r={9} className={why === s.id ? css.asked : undefined} />
                <text dy="0.36em">{i + 1}</text>
              </g>
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

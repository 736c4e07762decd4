import type { Plan } from "../../api/layouts";
import { useT } from "../../i18n";
import css from "./layout.module.css";
import { linkKey, overSea, pathsOf } from "./seaLanes";
import type { SeaLanes } from "./seaLanes";
import { useWords } from "./words";

type Pixel = [x: number, y: number];

/** A line that bends a little, so that a leg and its way back, or two legs of one line, stay apart. */
function arc([ax, ay]: Pixel, [bx, by]: Pixel): string {
  const bend = 0.12;
  const cx = (ax + bx) / 2 + (by - ay) * bend;
  const cy = (ay + by) / 2 - (bx - ax) * bend;
  return `M${ax.toFixed(1)},${ay.toFixed(1)}Q${cx.toFixed(1)},${cy.toFixed(1)} ${bx.toFixed(1)},${by.toFixed(1)}`;
}

interface Props {
  plan: Plan;
  lanes: SeaLanes;
  at: (lon: number, lat: number) => Pixel;
}

/** The lines of a plan's map: ways from China below, links above; solid along lanes and over land, dashed where no lane is known. */
export function MapLines({ plan, lanes, at }: Props) {
  const sites = new Map(plan.sites.map((s) => [s.id, s]));
  return (
    <>
      {lanes.inbound.map(({ site, via, leg }) => {
        const s = sites.get(site);
        const end = leg.points.at(-1);
        if (!s || !end) return null;
        const { lane, straight } = pathsOf(leg, at, { end: "end", lon: s.lon });
        const [x, y] = at(end[0] ?? s.lon, end[1] ?? s.lat);
        const [sx, sy] = at(s.lon, s.lat);
        const inland = via ? `M${x.toFixed(1)},${y.toFixed(1)}L${sx.toFixed(1)},${sy.toFixed(1)}` : "";
        return (
          <g key={site} data-line="china">
            <path d={lane} className={css.inbound} />
            <path d={straight + inland} className={css.inboundStraight} />
          </g>
        );
      })}
      {plan.links.map((l) => {
        const from = sites.get(l.from);
        if (!from) return null;
        const to = sites.get(l.to) ?? l.end;
        const leg = overSea(l.kind) ? lanes.links.get(linkKey(l)) : undefined;
        if (leg) {
          const { lane, straight } = pathsOf(leg, at, { end: "start", lon: from.lon });
          return (
            <g key={linkKey(l)} data-line="lane">
              <path d={lane} className={css.seaLeg} />
              <path d={straight} className={css.seaStraight} />
            </g>
          );
        }
        return (
          <path
            key={linkKey(l)}
            data-line={overSea(l.kind) ? "straight" : "land"}
            d={arc(at(from.lon, from.lat), at(to.lon, to.lat))}
            className={overSea(l.kind) ? css.seaStraight : css.landLeg}
          />
        );
      })}
    </>
  );
}

/** What the lines mean, of those that are drawn. */
export function MapKey({ plan, lanes, closed }: { plan: Plan; lanes: SeaLanes; closed: string | undefined }) {
  const t = useT();
  const words = useWords();
  const ports = [
    ...new Map(
      lanes.inbound.flatMap(({ leg: { origin } }) => (origin ? [[origin.id, origin.name] as const] : [])),
    ).values(),
  ].map(words.site);
  const far = [...lanes.links.values(), ...lanes.inbound.map((x) => x.leg)].some(
    (l) => l.startFar || l.endFar,
  );
  const inland = plan.sites.filter((s) => lanes.inland.includes(s.id)).map((s) => words.site(s.name));
  const straight =
    far ||
    lanes.inbound.some((x) => x.via) ||
    plan.links.some((l) => overSea(l.kind) && !lanes.links.has(linkKey(l)));
  return (
    <figcaption>
      {plan.links.some((l) => !overSea(l.kind)) && (
        <span>
          <i className={css.keyLand} aria-hidden /> {t("layout.map.land")}
        </span>
      )}
      {lanes.links.size > 0 && (
        <span>
          <i className={css.keyLane} aria-hidden /> {t("layout.map.lane")}
        </span>
      )}
      {ports.length > 0 && (
        <span>
          <i className={css.keyInbound} aria-hidden />{" "}
          {closed
            ? t("layout.map.chinaClosed", { ports: words.list(ports), passage: words.passage(closed) })
            : t("layout.map.china", { ports: words.list(ports) })}
        </span>
      )}
      {lanes.state === "success" && straight && (
        <span>
          <i className={css.keySea} aria-hidden /> {t("layout.map.straight")}
        </span>
      )}
      {lanes.state !== "success" && (
        <span role={lanes.state === "error" ? "alert" : "status"}>
          <i className={css.keySea} aria-hidden />{" "}
          {t(lanes.state === "error" ? "layout.map.failed" : "layout.map.pending")}
        </span>
      )}
      {inland.length > 0 && <span>{t("layout.map.inland", { sites: words.list(inland) })}</span>}
      <span>{t("layout.map.lanes")}</span>
    </figcaption>
  );
}

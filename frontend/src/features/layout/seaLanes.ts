import { useQuery } from "@tanstack/react-query";
import { lanesQuery } from "../../api/layouts";
import type { LaneRequest, LayoutCandidate, Link, Passage, Placement, Plan, SeaLeg } from "../../api/layouts";

export const overSea = (kind: string) => kind === "chain" || kind === "sea";

/** A way from China to a site, or to the port it is reached through. */
interface Inbound {
  site: string;
  via: boolean;
}

/** The legs a plan's map draws over sea: its links first, then the ways from China. */
export function legsOf(
  plan: { sites: Pick<Placement, "id" | "lat" | "lon">[]; links: Link[] },
  candidates: Pick<LayoutCandidate, "id" | "sea">[],
) {
  const at = new Map(plan.sites.map((s) => [s.id, { lat: s.lat, lon: s.lon }]));
  const links = plan.links.filter((l) => overSea(l.kind) && at.has(l.from));
  const legs: LaneRequest["legs"] = links.map((l) => ({ from: at.get(l.from), to: at.get(l.to) ?? l.end }));
  const inbound: Inbound[] = [];
  const inland: string[] = [];
  const sea = new Map(candidates.map((c) => [c.id, c.sea]));
  for (const s of plan.sites) {
    const route = sea.get(s.id);
    if (!route) continue;
    // A gateway more than 300 km away says nothing about the way: the straight line would cross half a continent.
    if (route.via && route.grade === "C") {
      inland.push(s.id);
      continue;
    }
    inbound.push({ site: s.id, via: !!route.via });
    legs.push({ to: route.via ? { id: route.via } : { lat: s.lat, lon: s.lon } });
  }
  return { legs, links, inbound, inland };
}

export const linkKey = (l: Pick<Link, "from" | "to" | "kind">) => `${l.from}/${l.to}/${l.kind}`;

export interface SeaLanes {
  /** By linkKey; a link that is missing here has no lane. */
  links: Map<string, SeaLeg>;
  inbound: (Inbound & { leg: SeaLeg })[];
  /** Sites to which no way is drawn, their gateway being too far. */
  inland: string[];
  state: "pending" | "error" | "success";
}

/** The ways along sea lanes of a plan's links and from China to its sites, with a passage closed. */
export function useSeaLanes(
  plan: Plan,
  candidates: LayoutCandidate[],
  closed: Passage | undefined,
): SeaLanes {
  const { legs, links, inbound, inland } = legsOf(plan, candidates);
  const { data, status } = useQuery({
    ...lanesQuery({ legs, ...(closed ? { closed } : {}) }),
    enabled: legs.length > 0,
  });
  const found = new Map<string, SeaLeg>();
  links.forEach((l, i) => {
    const leg = data?.legs[i];
    if (leg?.computed) found.set(linkKey(l), leg);
  });
  return {
    links: found,
    inbound: inbound.flatMap((x, i) => {
      const leg = data?.legs[links.length + i];
      return leg?.computed ? [{ ...x, leg }] : [];
    }),
    inland,
    state: legs.length === 0 ? "success" : status,
  };
}

type Pixel = [x: number, y: number];

const line = (points: Pixel[]) =>
  points.length < 2 ? "" : `M${points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}`;

/**
 * A way as paths: what leads along lanes, and the straight legs between place and lane that are too long to be
 * taken for the way itself. The way's longitudes run on past 180°: it is laid so that the end at lon lies there.
 */
export function pathsOf(
  leg: Pick<SeaLeg, "points" | "startFar" | "endFar">,
  at: (lon: number, lat: number) => Pixel,
  anchor: { end: "start" | "end"; lon: number },
): { lane: string; straight: string } {
  const known = leg.points[anchor.end === "start" ? 0 : leg.points.length - 1]?.[0] ?? anchor.lon;
  const turn = Math.round((anchor.lon - known) / 360) * 360;
  const points = leg.points.map(([lon = 0, lat = 0]) => at(lon + turn, lat));
  const lane = points.slice(leg.startFar ? 1 : 0, leg.endFar ? -1 : undefined);
  const straight = [leg.startFar ? line(points.slice(0, 2)) : "", leg.endFar ? line(points.slice(-2)) : ""];
  return { lane: line(lane), straight: straight.join("") };
}

import type { ComponentType } from "react";
import type { Anchor } from "../../api/comments";
import type { Ranking } from "../../api/types";
import type { LayoutRequest, Plan } from "../../api/layouts";
import { passages } from "./useLayoutState";
import type { LayoutState } from "./useLayoutState";

/** The mark on a line of a stored result: what was said about it, or the way to say something. */
export type Marker = ComponentType<Anchor & { label: string }>;

/** Shows what a site's score in a stored result rests on. */
export type SiteEvidence = ComponentType<{
  ranking: Ranking;
  site: string;
  indicator?: string | undefined;
  Mark?: Marker | undefined;
  close: () => void;
}>;

/** The site, and the figure of it, whose origin is asked for. */
export interface Cited {
  site: string;
  indicator?: string;
}

/** What a stored request asks, as the page shows it. */
export function stateOf(request: LayoutRequest): LayoutState {
  const { admitted, ...bounds } = request.bounds ?? {};
  return {
    strategy: request.strategy,
    sites: request.sites,
    closed: passages.find((p) => p === request.closed),
    in: request.in ?? [],
    out: request.out ?? [],
    off: request.off ?? [],
    bounds,
    countC: request.countC ?? false,
    model: request.siteModel,
    own: true,
    admitted: admitted ?? [],
    stored: request,
    plan: 1,
    beside: 0,
    why: "",
  };
}

const places = (plan: Plan) => plan.sites.map((s) => ({ site: s.id, industry: s.industry }));

/** The places of the n-th plan, where it is not the best, which needs no naming. */
export function keptPlan(plans: Plan[], n: number): Pick<LayoutRequest, "places"> {
  const plan = plans[n - 1];
  return n > 1 && plan ? { places: places(plan) } : {};
}

/** Which of the plans a request's places are, from 1; 0 when none of them is. */
export function planOf(plans: Plan[], request: LayoutRequest): number {
  if (!request.places?.length) return 1;
  const key = (list: { site: string; industry: string }[]) =>
    list
      .map((p) => `${p.site}=${p.industry}`)
      .sort()
      .join();
  const wanted = key(request.places);
  return plans.findIndex((p) => key(places(p)) === wanted) + 1;
}

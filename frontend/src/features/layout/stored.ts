import type { LayoutRequest, Plan } from "../../api/layouts";
import { bounds, isBound, passages, requestOf } from "./useLayoutState";
import type { Bound, LayoutState } from "./useLayoutState";

/** What a stored request asks, as the page shows it. */
export function stateOf(request: LayoutRequest): LayoutState {
  const given: Partial<Record<Bound, number>> = {};
  const take = (values: object | undefined) => {
    for (const [key, value] of Object.entries(values ?? {})) {
      if (isBound(key) && typeof value === "number") given[key] = value;
    }
  };
  const { nodes, chain, belt, axis, ...flat } = request.bounds ?? {};
  for (const values of [flat, nodes, chain, belt, axis]) take(values);
  return {
    strategy: request.strategy,
    sites: request.sites,
    closed: passages.find((p) => p === request.closed),
    in: request.in ?? [],
    out: request.out ?? [],
    off: request.off ?? [],
    bounds: given,
    countC: request.countC ?? false,
    plan: 1,
    beside: 0,
    why: "",
  };
}

/**
 * The request that stores a state. What the page does not show of the request before stays: own sites, weights,
 * bounds that have no field here. Places chosen by hand do not: they answered the question before.
 */
export function layoutOf(state: LayoutState, before?: LayoutRequest): LayoutRequest {
  const asked = requestOf(state);
  const { own, weights, gaps, models } = before ?? {};
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(before?.bounds ?? {})) {
    if (isBound(key)) continue;
    if (typeof value !== "object" || Array.isArray(value)) kept[key] = value;
    else {
      const hidden = Object.fromEntries(Object.entries(value).filter(([k]) => !isBound(k)));
      if (Object.keys(hidden).length > 0) kept[key] = hidden;
    }
  }
  const now: LayoutRequest["bounds"] = { ...kept, ...asked.bounds };
  for (const kind of new Set(Object.values(bounds))) {
    if (kind === "") continue;
    const both = { ...(kept[kind] ?? {}), ...(asked.bounds?.[kind] ?? {}) };
    if (Object.keys(both).length > 0) now[kind] = both;
  }
  return {
    strategy: state.strategy,
    sites: state.sites,
    ...(state.closed ? { closed: state.closed } : {}),
    ...(state.countC ? { countC: true } : {}),
    ...(state.in.length > 0 ? { in: state.in } : {}),
    ...(state.out.length > 0 ? { out: state.out } : {}),
    ...(state.off.length > 0 ? { off: state.off } : {}),
    ...(Object.keys(now).length > 0 ? { bounds: now } : {}),
    ...(gaps ? { gaps } : {}),
    ...(weights ? { weights } : {}),
    ...(own ? { own } : {}),
    ...(models ? { models } : {}),
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

import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { LayoutRequest, SolutionRequest } from "../../api/layouts";
import type { Origin } from "../../api/types";
import { readBounds, writeBounds } from "./boundFields";
import type { LayoutBounds } from "./boundFields";

export const passages = ["suez", "panama", "malacca"] as const;
export type Closable = (typeof passages)[number];

export interface LayoutState {
  strategy: string;
  sites: number;
  closed: Closable | undefined;
  in: string[];
  out: string[];
  off: string[];
  /** What is set in place of the defaults, but for the admitted sites. */
  bounds: Omit<LayoutBounds, "admitted">;
  countC: boolean;
  /** The model of sites; the shipped one without. */
  model: Origin | undefined;
  /** The team's own sites are candidates too. */
  own: boolean;
  /** Sites that count as port cities although no port is known there. */
  admitted: string[];
  /** What is kept of the question elsewhere; it brings own sites and weights that the page does not show. */
  stored?: LayoutRequest;
  /** The plan shown, from 1, and the one beside it. */
  plan: number;
  beside: number;
  why: string;
}

const list = (text: string | null) => (text ? text.split(",").filter(Boolean) : []);

export function readState(search: URLSearchParams): LayoutState {
  const sites = Number(search.get("sites"));
  return {
    strategy: search.get("strategy") ?? "S2",
    sites: Number.isInteger(sites) && sites >= 1 && sites <= 24 ? sites : 6,
    closed: passages.find((p) => p === search.get("closed")),
    in: list(search.get("in")),
    out: list(search.get("out")),
    off: list(search.get("off")),
    bounds: readBounds(search.get("bounds") ?? ""),
    countC: search.get("countC") === "1",
    model: search.get("model") ? { id: search.get("model") ?? "", version: 0 } : undefined,
    own: search.get("own") !== "0",
    admitted: list(search.get("ports")),
    plan: Math.max(1, Number(search.get("plan")) || 1),
    beside: Math.max(0, Number(search.get("beside")) || 0),
    why: search.get("why") ?? "",
  };
}

export function writeState(s: LayoutState): URLSearchParams {
  const out = new URLSearchParams();
  const put = (key: string, value: string) => {
    if (value) out.set(key, value);
  };
  put("strategy", s.strategy);
  put("sites", s.sites === 6 ? "" : String(s.sites));
  put("closed", s.closed ?? "");
  put("in", s.in.join(","));
  put("out", s.out.join(","));
  put("off", s.off.join(","));
  put("bounds", writeBounds(s.bounds));
  put("countC", s.countC ? "1" : "");
  put("model", s.model?.id ?? "");
  put("own", s.own ? "" : "0");
  put("ports", s.admitted.join(","));
  put("plan", s.plan > 1 ? String(s.plan) : "");
  put("beside", s.beside > 0 ? String(s.beside) : "");
  put("why", s.why);
  return out;
}

/** The request that keeps a state. Places chosen by hand are not in it: they answered the question before. */
export function layoutOf(s: LayoutState): LayoutRequest {
  const { own, weights, gaps, models } = s.stored ?? {};
  const asked = { ...s.bounds, ...(s.admitted.length > 0 ? { admitted: s.admitted } : {}) };
  return {
    strategy: s.strategy,
    sites: s.sites,
    ...(s.closed ? { closed: s.closed } : {}),
    ...(s.countC ? { countC: true } : {}),
    ...(s.in.length > 0 ? { in: s.in } : {}),
    ...(s.out.length > 0 ? { out: s.out } : {}),
    ...(s.off.length > 0 ? { off: s.off } : {}),
    ...(Object.keys(asked).length > 0 ? { bounds: asked } : {}),
    ...(gaps ? { gaps } : {}),
    ...(s.model ? { siteModel: s.model } : {}),
    ...(weights ? { weights } : {}),
    ...(own ? { own } : {}),
    ...(models ? { models } : {}),
  };
}

/** Whether the team's own sites are asked for as they are now; what is kept holds them as they were. */
export const asksOwn = (s: LayoutState) => s.own && !s.stored;

/** What the server is asked for a state; the shown plan and the question why are no part of it. */
export function requestOf(s: LayoutState): SolutionRequest {
  const { weights, models: _, places: __, ...asked } = layoutOf(s);
  return {
    ...asked,
    ...(weights ? { weights: Object.fromEntries(weights.map((w) => [w.node, w.weight])) } : {}),
    ...(asksOwn(s) ? { teamSites: true } : {}),
  };
}

/** The page's state, kept in the address: a link equals a view. */
export function useLayoutState(): [LayoutState, (change: Partial<LayoutState>) => void] {
  const [search, setSearch] = useSearchParams();
  const state = useMemo(() => readState(search), [search]);
  return [
    state,
    (change) => {
      // Another question has other plans: the first is shown again.
      const asked = Object.keys(change).some((key) => !["plan", "beside", "why"].includes(key));
      setSearch(
        (before) =>
          writeState({ ...readState(before), ...(asked ? { plan: 1, beside: 0, why: "" } : {}), ...change }),
        { replace: !asked },
      );
    },
  ];
}

/** Moves a site in or out, or releases it. */
export function forced(
  s: LayoutState,
  id: string,
  where: "in" | "out" | "",
): Pick<LayoutState, "in" | "out"> {
  const without = (ids: string[]) => ids.filter((x) => x !== id);
  return {
    in: where === "in" ? [...without(s.in), id] : without(s.in),
    out: where === "out" ? [...without(s.out), id] : without(s.out),
  };
}

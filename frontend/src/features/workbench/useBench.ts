import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { modelQuery, modelsQuery, useCatalogue } from "../../api/queries";
import type { Model, PreviewRequest, Ranking, Scope, Screen } from "../../api/types";
import { useBounds } from "./bounds";
import type { BoundState } from "./bounds";
import { sameScreens, withMethod } from "./recipe";
import { scopeOf } from "./rows";
import type { ViewState } from "./useView";
import { useWeights } from "./useWeights";
import type { WeightState } from "./useWeights";
import { lockedBy, overrides, setWeight, withOverrides } from "./weights";

/** Which countries are ranked, as the bar above the table sets it. */
export interface ScopeChoice {
  regions: string[];
  roles: string[];
  countries: string[];
  set: (kind: "region" | "role" | "country", values: string[]) => void;
  clear: () => void;
  /** The kinds add up, as in a stored ranking; else they narrow each other. */
  adds: boolean;
}

/** What is being worked on: something tried on a model, or a draft. */
export interface Bench {
  model: Model;
  setModel: (id: string) => void;
  setMethod: (method: string) => void;
  setScreens: (screens: Screen[]) => void;
  scope: ScopeChoice;
  weights: WeightState;
  bounds: BoundState;
  /** The question but for the weights. */
  base: PreviewRequest;
  /** The same countries by the model as it is kept, with its own method and weights: what changes are against. */
  kept: PreviewRequest;
  /** The scope holds nobody. */
  empty: boolean;
}

const screensKey = (model: Model) => `parksite.screens.${model.id}.${model.version}`;

function rememberedScreens(model: Model): Screen[] | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(screensKey(model)) ?? "null");
    return Array.isArray(stored) && stored.every(isScreen) ? stored : undefined;
  } catch {
    return undefined; // storage is off or holds something else
  }
}

function isScreen(x: unknown): x is Screen {
  return (
    typeof x === "object" &&
    x !== null &&
    "indicator" in x &&
    typeof x.indicator === "string" &&
    "threshold" in x &&
    typeof x.threshold === "number" &&
    "op" in x &&
    "maxAge" in x &&
    "missing" in x &&
    "reason" in x
  );
}

/** Something tried on a catalogue's model, kept in the address and on this computer. */
export function useSandbox(own: Model, view: ViewState): Bench {
  const { countries } = useCatalogue();
  const bounds = useBounds(own);
  const weights = useWeights(own, bounds.tree);
  const [screens, setScreens] = useState(() => rememberedScreens(own));
  useEffect(() => {
    try {
      if (screens) localStorage.setItem(screensKey(own), JSON.stringify(screens));
      else localStorage.removeItem(screensKey(own));
    } catch {
      // not remembered
    }
  }, [own, screens]);
  const { filters, method } = view;
  const model = useMemo(() => {
    const changed = method ? withMethod(own, method, own) : own;
    return screens && !sameScreens(screens, own.screens) ? { ...changed, screens } : changed;
  }, [own, method, screens]);
  const scope = useMemo(() => scopeOf(filters, countries)?.join(), [filters, countries]);
  const base = useMemo(
    (): PreviewRequest => ({
      ...(model === own ? { modelId: own.id } : { model }),
      scope: scope ? { countries: scope.split(",") } : {},
    }),
    [model, own, scope],
  );
  const kept = useMemo((): PreviewRequest => {
    if (model.method === own.method) return base;
    const { modelId: _, model: __, ...rest } = base;
    return {
      ...rest,
      ...(model.screens === own.screens
        ? { modelId: own.id }
        : { model: { ...own, screens: model.screens } }),
    };
  }, [base, model, own]);
  const choice = useMemo(
    (): ScopeChoice => ({ ...filters, set: view.setFilter, clear: view.clearFilters, adds: false }),
    [filters, view.setFilter, view.clearFilters],
  );
  const setMethod = useCallback(
    (m: string) => view.setMethod(m === own.method ? undefined : m),
    [view, own.method],
  );
  return {
    model,
    setModel: view.setModel,
    setMethod,
    setScreens: useCallback(
      (next: Screen[]) => setScreens(sameScreens(next, own.screens) ? undefined : next),
      [own.screens],
    ),
    scope: choice,
    weights,
    bounds,
    base,
    kept,
    empty: scope === "",
  };
}

/** The parts of a draft that the workbench writes. */
interface Written {
  modelId: string;
  model?: Model;
  scope: Scope;
  weights: Record<string, number>;
  datasetId: string;
}

/** A draft as whoever stores it hands it over: what it says now, and how to change it. */
export interface DraftDesk {
  ranking: Ranking;
  draft: Written & { year: number };
  change: (part: Partial<Written>, field?: "weights") => void;
  undo: () => void;
  redo: () => void;
  canUndo: boolean;
  canRedo: boolean;
}

/** A draft of the server's: weights, scope, screening and method are its own, undo steps over all of them. */
export function useDraftBench(d: DraftDesk): Bench {
  const { draft, ranking, change } = d;
  const { data: models } = useQuery(modelsQuery);
  // Another model is in force before the server has stored it with the draft.
  const { data: chosen } = useQuery({ ...modelQuery(draft.modelId), enabled: draft.model === undefined });
  const model = draft.model ?? chosen ?? ranking.model;
  const bounds = useBounds(model);
  const { tree } = bounds;
  const [locked, setLocked] = useState(() => lockedBy(model.tree));
  const current = useMemo(() => withOverrides(model.tree, draft.weights), [model.tree, draft.weights]);
  const own = useMemo(() => withOverrides(model.tree, {}), [model.tree]);
  const set = useCallback(
    (id: string, value: number) => {
      const next = setWeight(tree, current, locked, id, value);
      if (next !== current) change({ weights: overrides(model.tree, next) ?? {} }, "weights");
    },
    [tree, current, locked, change, model.tree],
  );
  const lock = useCallback(
    (id: string) =>
      setLocked((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    [],
  );
  const reset = useCallback(() => change({ weights: {} }), [change]);
  // Another method or other screens are in force before the server has stored them as the draft's own model.
  const listed = models?.find(
    (m) =>
      m.id === model.id &&
      m.version === model.version &&
      m.method === model.method &&
      sameScreens(m.screens, model.screens),
  );
  const origin = models?.find((m) => m.id === draft.modelId);
  const { scope, datasetId, year } = draft;
  const base = useMemo(
    (): PreviewRequest => ({ ...(listed ? { modelId: listed.id } : { model }), scope, datasetId, year }),
    [listed, model, scope, datasetId, year],
  );
  const kept = useMemo((): PreviewRequest => {
    if (!origin || origin.method === model.method) return base;
    const { modelId: _, model: __, ...rest } = base;
    return { ...rest, model: { ...model, method: origin.method, params: origin.params } };
  }, [base, model, origin]);
  const choice = useMemo((): ScopeChoice => {
    const key = { region: "regions", role: "strategies", country: "countries" } as const;
    return {
      regions: scope.regions ?? [],
      roles: scope.strategies ?? [],
      countries: scope.countries ?? [],
      set: (kind, values) => {
        const { [key[kind]]: _, ...rest } = scope;
        change({ scope: values.length > 0 ? { ...rest, [key[kind]]: values } : rest });
      },
      clear: () => change({ scope: {} }),
      adds: true,
    };
  }, [scope, change]);
  const from = ranking.model;
  return {
    model,
    setModel: useCallback((modelId: string) => change({ modelId, model: undefined, weights: {} }), [change]),
    setMethod: useCallback(
      (method: string) => change({ model: withMethod(model, method, from) }),
      [change, model, from],
    ),
    setScreens: useCallback((screens: Screen[]) => change({ model: { ...model, screens } }), [change, model]),
    scope: choice,
    weights: {
      weights: current,
      own,
      locked,
      canUndo: d.canUndo,
      canRedo: d.canRedo,
      set,
      lock,
      undo: d.undo,
      redo: d.redo,
      reset,
    },
    bounds,
    base,
    kept,
    empty: false,
  };
}

import { useCallback, useEffect, useMemo, useReducer } from "react";
import type { Model, Node } from "../../api/types";
import { fitting, lockedBy, modelWeights, setWeight } from "./weights";
import type { Weights } from "./weights";

interface State {
  weights: Weights;
  locked: ReadonlySet<string>;
  past: Weights[];
  future: Weights[];
  /** The node being moved and when: further steps of one movement are one undo step. */
  moving?: { id: string; at: number };
}

type Action =
  | { kind: "set"; tree: Node; id: string; value: number; at: number }
  | { kind: "lock"; id: string }
  | { kind: "replace"; weights: Weights }
  | { kind: "undo" }
  | { kind: "redo" };

const depth = 100;
const sameMovement = 800; // ms

function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case "set": {
      const weights = setWeight(action.tree, state.weights, state.locked, action.id, action.value);
      if (weights === state.weights) return state;
      const goesOn = state.moving?.id === action.id && action.at - state.moving.at < sameMovement;
      const past = goesOn ? state.past : [...state.past.slice(-depth), state.weights];
      return { ...state, weights, past, future: [], moving: { id: action.id, at: action.at } };
    }
    case "lock": {
      const locked = new Set(state.locked);
      if (!locked.delete(action.id)) locked.add(action.id);
      return { ...state, locked };
    }
    case "replace":
      return {
        ...state,
        weights: action.weights,
        past: [...state.past.slice(-depth), state.weights],
        future: [],
        moving: undefined,
      };
    case "undo": {
      const before = state.past.at(-1);
      if (!before) return state;
      const future = [state.weights, ...state.future];
      return { ...state, weights: before, past: state.past.slice(0, -1), future, moving: undefined };
    }
    case "redo": {
      const [after, ...future] = state.future;
      if (!after) return state;
      return { ...state, weights: after, past: [...state.past, state.weights], future, moving: undefined };
    }
  }
}

const draftKey = (model: Model) => `parksite.weights.${model.id}.${model.version}`;

function remembered(model: Model): Weights {
  const own = modelWeights(model.tree);
  try {
    const text = localStorage.getItem(draftKey(model));
    return (text && fitting(model.tree, JSON.parse(text))) || own;
  } catch {
    return own; // storage is off or holds something else
  }
}

/** What the panel of weights shows and does, whether they are tried here or written in a draft. */
export interface WeightState {
  weights: Weights;
  own: Weights;
  locked: ReadonlySet<string>;
  canUndo: boolean;
  canRedo: boolean;
  set: (id: string, value: number) => void;
  lock: (id: string) => void;
  undo: () => void;
  redo: () => void;
  reset: () => void;
}

/**
 * The weights being tried on a model, with locks and undo, moving within the bounds of `tree`. They outlive a
 * reload, on this computer only.
 */
export function useWeights(model: Model, tree: Node): WeightState {
  const [state, dispatch] = useReducer(reduce, model, (m): State => ({
    weights: remembered(m),
    locked: lockedBy(m.tree),
    past: [],
    future: [],
  }));
  const own = useMemo(() => modelWeights(model.tree), [model]);

  useEffect(() => {
    const timer = setTimeout(() => {
      try {
        localStorage.setItem(draftKey(model), JSON.stringify(state.weights));
      } catch {
        // not remembered
      }
    }, 500);
    return () => clearTimeout(timer);
  }, [model, state.weights]);

  const set = useCallback(
    (id: string, value: number) => dispatch({ kind: "set", tree, id, value, at: Date.now() }),
    [tree],
  );
  const lock = useCallback((id: string) => dispatch({ kind: "lock", id }), []);
  const undo = useCallback(() => dispatch({ kind: "undo" }), []);
  const redo = useCallback(() => dispatch({ kind: "redo" }), []);
  const reset = useCallback(() => dispatch({ kind: "replace", weights: own }), [own]);

  return {
    weights: state.weights,
    own,
    locked: state.locked,
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    set,
    lock,
    undo,
    redo,
    reset,
  };
}

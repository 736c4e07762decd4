import { useCallback, useReducer } from "react";
import type { ModelRequest } from "../../api/models";

interface State {
  draft: ModelRequest;
  past: ModelRequest[];
  future: ModelRequest[];
  /** What was changed last and when: further letters in one field are one undo step. */
  last?: { key: string; at: number };
}

export type Change = (draft: ModelRequest) => ModelRequest;

type Action =
  | { kind: "change"; change: Change; key: string; at: number }
  | { kind: "undo" }
  | { kind: "redo" }
  | { kind: "reset"; draft: ModelRequest };

const depth = 200;
const sameField = 1500; // ms

function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case "change": {
      const draft = action.change(state.draft);
      if (draft === state.draft) return state;
      const goesOn =
        action.key !== "" && state.last?.key === action.key && action.at - state.last.at < sameField;
      const past = goesOn ? state.past : [...state.past.slice(-depth), state.draft];
      return { draft, past, future: [], last: { key: action.key, at: action.at } };
    }
    case "undo": {
      const before = state.past.at(-1);
      if (!before) return state;
      return { draft: before, past: state.past.slice(0, -1), future: [state.draft, ...state.future] };
    }
    case "redo": {
      const [after, ...future] = state.future;
      if (!after) return state;
      return { draft: after, past: [...state.past, state.draft], future };
    }
    case "reset":
      return { draft: action.draft, past: [], future: [] };
  }
}

/** A model being edited, with undo. Nothing is stored before it is saved. */
export function useDraft(start: ModelRequest) {
  const [state, dispatch] = useReducer(reduce, start, (draft): State => ({ draft, past: [], future: [] }));
  /** Changes under the same key that follow each other quickly are one step of undo. */
  const change = useCallback(
    (next: Change, key = "") => dispatch({ kind: "change", change: next, key, at: Date.now() }),
    [],
  );
  const undo = useCallback(() => dispatch({ kind: "undo" }), []);
  const redo = useCallback(() => dispatch({ kind: "redo" }), []);
  const reset = useCallback((draft: ModelRequest) => dispatch({ kind: "reset", draft }), []);
  return {
    draft: state.draft,
    dirty: state.past.length > 0,
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    change,
    undo,
    redo,
    reset,
  };
}

export type DraftState = ReturnType<typeof useDraft>;

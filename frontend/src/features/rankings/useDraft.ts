import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { rankingQuery, saveRanking } from "../../api/rankings";
import { Problem } from "../../api/problem";
import type { Ranking } from "../../api/types";
import { draftOf, requestOf } from "./draft";
import type { Draft } from "./draft";
import { forget, keep, kept } from "./unsaved";

const pause = 700; // ms without a change before a save
const patience = 5000; // ms before a save that got no answer is tried again
const depth = 100;
const sameTyping = 1000; // ms in which changes of one field are one undo step

interface State {
  draft: Draft;
  past: Draft[];
  future: Draft[];
  /** The field being typed in, and when it last changed. */
  typing?: { field: keyof Draft; at: number };
}

/**
 * A draft that saves itself: every change goes to the server after a short pause, one save at a time, each
 * naming the version it builds on. What the server refuses stays here, with the reason.
 */
export function useDraft(stored: Ranking) {
  const queries = useQueryClient();
  const [saved, setSaved] = useState<Draft>(() => draftOf(stored));
  const [found] = useState(() => kept(stored, saved));
  const [state, setState] = useState<State>(() =>
    found ? { draft: found.draft, past: [saved], future: [] } : { draft: saved, past: [], future: [] },
  );
  const [ranking, setRanking] = useState(stored);
  // What was kept of an older version meets the newer one as if it had just been refused.
  const [error, setError] = useState<unknown>(() =>
    found && found.version !== stored.version
      ? new Problem({ status: 412, code: "ranking.stale" })
      : undefined,
  );
  const [refused, setRefused] = useState<Draft>();
  const [saving, setSaving] = useState(false);

  const { draft } = state;
  const dirty = draft !== saved;
  const stale = error instanceof Problem && error.status === 412;

  const save = useCallback(
    async (what: Draft, over: Ranking) => {
      setSaving(true);
      try {
        const answer = await saveRanking(over.id, over.version, requestOf(what, over));
        queries.setQueryData(rankingQuery(over.id).queryKey, answer);
        void queries.invalidateQueries({ queryKey: ["rankings", "events", over.id] });
        setRanking(answer);
        setSaved(what);
        setError(undefined);
        setRefused(undefined);
      } catch (problem) {
        setError(problem);
        setRefused(what);
      } finally {
        setSaving(false);
      }
    },
    [queries],
  );

  // A refused draft is sent again once it was changed; one that got no answer, by itself.
  const lost =
    error instanceof Problem && (error.status === 0 || error.status === 401 || error.status >= 500);
  const waits = !dirty || saving || stale || (draft === refused && !lost);
  useEffect(() => {
    if (waits) return undefined;
    const timer = setTimeout(() => void save(draft, ranking), draft === refused ? patience : pause);
    return () => clearTimeout(timer);
  }, [waits, draft, ranking, refused, save]);

  // A closed tab, a dead battery or an ended session leave it here; nothing is kept of what is stored.
  useEffect(() => {
    if (dirty) keep(ranking.id, { version: ranking.version, draft });
    else forget(ranking.id);
  }, [dirty, draft, ranking]);

  // The tab is not closed over something unsaved without a question.
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);

  // Leaving the page within the application saves what is pending.
  const pending = useRef({ dirty, draft, ranking, waits });
  useEffect(() => {
    pending.current = { dirty, draft, ranking, waits };
  });
  useEffect(
    () => () => {
      const p = pending.current;
      if (p.dirty && !p.waits) void save(p.draft, p.ranking);
    },
    [save],
  );

  const change = useCallback((part: Partial<Draft>, field?: keyof Draft) => {
    setState((s) => {
      const at = Date.now();
      const goesOn = field !== undefined && s.typing?.field === field && at - s.typing.at < sameTyping;
      return {
        draft: { ...s.draft, ...part },
        past: goesOn ? s.past : [...s.past.slice(-depth), s.draft],
        future: [],
        typing: field && { field, at },
      };
    });
  }, []);
  const undo = useCallback(
    () =>
      setState((s) => {
        const before = s.past.at(-1);
        return before ? { draft: before, past: s.past.slice(0, -1), future: [s.draft, ...s.future] } : s;
      }),
    [],
  );
  const redo = useCallback(
    () =>
      setState((s) => {
        const [after, ...future] = s.future;
        return after ? { draft: after, past: [...s.past, s.draft], future } : s;
      }),
    [],
  );

  return {
    draft,
    ranking,
    saved,
    error,
    stale,
    status: stale ? "stale" : saving ? "saving" : error && dirty ? "failed" : dirty ? "unsaved" : "saved",
    canUndo: state.past.length > 0,
    canRedo: state.future.length > 0,
    change,
    undo,
    redo,
    /** Saves now what is not saved yet; true when everything is. */
    settle: async () => {
      if (dirty) await save(draft, ranking);
    },
    retry: () => void save(draft, ranking),
    /** Gives the conflict up: theirs is the draft now. */
    adopt: (theirs: Ranking) => {
      const next = draftOf(theirs);
      setState((s) => ({ draft: next, past: [...s.past, s.draft], future: [] }));
      setSaved(next);
      setRanking(theirs);
      setError(undefined);
      setRefused(undefined);
      queries.setQueryData(rankingQuery(theirs.id).queryKey, theirs);
    },
    /** Saves one's own draft over theirs, which stays in the history. */
    overwrite: (theirs: Ranking) => void save(draft, theirs),
  } as const;
}

export type DraftState = ReturnType<typeof useDraft>;

import { useSyncExternalStore } from "react";

/** Something long that goes on while its reader looks at other pages. */
export interface Work {
  id: string;
  title: string;
  done: number;
  total: number;
  state: "running" | "done" | "stopped" | "failed";
  /** The address at which its result is. */
  to: string;
  stop: () => void;
}

let works: readonly Work[] = [];
const listeners = new Set<() => void>();

function put(next: readonly Work[]) {
  works = next;
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export const useWorks = () => useSyncExternalStore(subscribe, () => works);

/** Lists a piece of work, in place of an earlier one of the same id. */
export function listWork(work: Work) {
  put([...works.filter((w) => w.id !== work.id), work]);
}

/** Says how a piece of work stands; one that was removed from the list stays away. */
export function updateWork(id: string, part: Partial<Pick<Work, "done" | "state">>) {
  put(works.map((w) => (w.id === id ? { ...w, ...part } : w)));
}

export function forgetWork(id: string) {
  put(works.filter((w) => w.id !== id));
}

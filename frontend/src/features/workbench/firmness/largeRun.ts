import type { QueryClient } from "@tanstack/react-query";
import { robustness } from "../../../api/queries";
import { isAbort } from "../../../api/problem";
import type { PreviewRequest, Simulation } from "../../../api/types";
import { listWork, updateWork } from "../../../ui/work";
import { merge } from "./merge";

const part = 50_000; // draws asked for at a time

/** The seeds behind a simulation: a large run has one for each part. */
export const seedsOf = ({ draws, seed }: Simulation) => (draws > part ? `1–${draws / part}` : String(seed));

/** Where the result of a large run is kept, whatever page is open. */
export const largeRunKey = (request: PreviewRequest, draws: number, topK: number) =>
  ["robustness", "large", request, draws, topK] as const;

const out = new Map<string, AbortController>();

/**
 * Draws part by part, each with a seed of its own from 1 on, and keeps what has come so far. It goes on when
 * the page changes; stopped, what it has drawn stays and is marked with how many draws that were.
 */
export async function runLarge(
  queries: QueryClient,
  request: PreviewRequest,
  draws: number,
  topK: number,
  title: string,
  to: string,
) {
  const key = largeRunKey(request, draws, topK);
  const id = JSON.stringify(key);
  if (out.has(id)) return;
  const abort = new AbortController();
  out.set(id, abort);
  let sum: Simulation | undefined;
  listWork({ id, title, done: 0, total: draws, state: "running", to, stop: () => abort.abort() });
  // Nobody may be looking at it: it is not thrown away for that.
  queries.setQueryDefaults(key, { gcTime: Infinity });
  try {
    for (let seed = 1; (sum?.draws ?? 0) < draws; seed++) {
      const next = await robustness(request, { draws: part, topK, seed }, abort.signal);
      sum = sum ? merge(sum, next) : next;
      queries.setQueryData(key, sum);
      updateWork(id, { done: sum.draws });
    }
    updateWork(id, { state: "done" });
  } catch (error) {
    updateWork(id, { state: isAbort(error) ? "stopped" : "failed" });
  } finally {
    out.delete(id);
  }
}

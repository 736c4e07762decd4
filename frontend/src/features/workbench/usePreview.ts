import { useCallback, useEffect, useRef, useState } from "react";
import { preview } from "../../api/queries";
import { isAbort } from "../../api/problem";
import type { PreviewRequest, Result } from "../../api/types";

interface State {
  result?: Result;
  error?: unknown;
  /** Since when the newest request has not been answered; undefined when it has. */
  pending: boolean;
}

// A request that has been out this long gives way to a newer one.
const patience = 250; // ms

/**
 * The ranking for the newest request, whose identity tells a new one. The last answer stays until the next one comes.
 *
 * One request is out and the newest one waits; one that waited and was overtaken is never sent. Cancelling
 * at every step of a slider instead would starve the table on a slow line, where no answer comes in time.
 */
export function usePreview(request: PreviewRequest | undefined): State & { retry: () => void } {
  const [state, setState] = useState<State>({ pending: true });
  const out = useRef<{ abort: AbortController; since: number } | null>(null);
  const waiting = useRef<PreviewRequest | null>(null);

  const send = useCallback(function send(next: PreviewRequest) {
    const mine = { abort: new AbortController(), since: performance.now() };
    out.current = mine;
    preview(next, mine.abort.signal)
      .then(
        (result) => {
          if (out.current === mine) setState({ result, pending: waiting.current !== null });
        },
        (error: unknown) => {
          if (out.current === mine && !isAbort(error)) {
            setState((s) => ({ result: s.result, error, pending: waiting.current !== null }));
          }
        },
      )
      .finally(() => {
        if (out.current !== mine) return;
        out.current = null;
        const newer = waiting.current;
        waiting.current = null;
        if (newer) send(newer);
      });
  }, []);

  const ask = useCallback(
    (next: PreviewRequest) => {
      setState((s) => (s.pending ? s : { ...s, pending: true }));
      const busy = out.current;
      if (busy && performance.now() - busy.since < patience) {
        waiting.current = next;
        return;
      }
      waiting.current = null;
      out.current = null;
      busy?.abort.abort();
      send(next);
    },
    [send],
  );

  useEffect(() => {
    if (request) ask(request);
  }, [request, ask]);

  useEffect(
    () => () => {
      out.current?.abort.abort();
      out.current = null;
      waiting.current = null;
    },
    [],
  );

  const retry = () => {
    if (request) ask(request);
  };
  return { ...state, retry };
}

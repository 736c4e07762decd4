import type { QueryClient } from "@tanstack/react-query";
import { queryOptions, skipToken } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { LayoutAnswer, SolutionRequest } from "./layouts";
import { isAbort, offline, Problem } from "./problem";
import type { components } from "./schema.gen";

/** A search as its stream tells it: how far it is, and at last its answer or why there is none. */
export type SearchState = components["schemas"]["SearchState"];

/** How far the search for a request is; null until its first event. */
export const progressQuery = (request: SolutionRequest) =>
  queryOptions<SearchState | null>({
    queryKey: ["layouts", "progress", request],
    queryFn: skipToken,
    gcTime: 0,
  });

/** The data of the events of a stream, one by one. */
export async function* events(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done: ended, value } = await reader.read();
      rest += decoder.decode(value, { stream: !ended });
      const parts = rest.split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const data = part
          .split("\n")
          .filter((line) => line.startsWith("data: "))
          .map((line) => line.slice(6));
        if (data.length > 0) yield data.join("\n");
      }
      if (ended) return;
    }
  } finally {
    reader.releaseLock();
  }
}

/** Searches, and keeps under progressQuery how far it is; ending the signal ends the search on the server. */
export async function searched(
  request: SolutionRequest,
  signal: AbortSignal,
  queries: QueryClient,
): Promise<LayoutAnswer> {
  const { queryKey } = progressQuery(request);
  queries.setQueryData(queryKey, null);
  const stream: unknown = await body(
    client.POST("/layouts/searches", { body: request, signal, parseAs: "stream" }),
  );
  if (!(stream instanceof ReadableStream)) throw offline();
  try {
    for await (const data of events(stream)) {
      const state: SearchState = JSON.parse(data);
      if (state.answer) return state.answer;
      if (state.problem) throw new Problem({ ...state.problem, fields: state.problem.errors ?? [] });
      queries.setQueryData(queryKey, state);
    }
  } catch (error) {
    throw error instanceof Problem || isAbort(error) ? error : offline();
  }
  throw offline(); // the server stopped before there was an answer
}

/** Makes a search answer with the best plan it has found. */
export const stopSearch = (id: string) =>
  done(client.DELETE("/layouts/searches/{id}", { params: { path: { id } } }));

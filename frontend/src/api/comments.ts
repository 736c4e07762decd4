import { queryOptions } from "@tanstack/react-query";
import { body, client } from "./client";
import { all } from "./queries";
import { ifMatch } from "./rankings";
import type { components } from "./schema.gen";
import type { Comments } from "./types";

export type CommentRequest = components["schemas"]["CommentRequest"];
export type Anchor = components["schemas"]["Anchor"];

/** What was said about a ranking, as far as the person signed in may read it, oldest first. */
export const commentsQuery = (ranking: string) =>
  queryOptions({
    queryKey: ["rankings", "comments", ranking],
    queryFn: async ({ signal }): Promise<Comments> => {
      // Who may speak comes with every page; what was said is read to its end.
      let speaks: Comments["speaks"] = [];
      const items = await all(async (query) => {
        const page = await body(
          client.GET("/rankings/{id}/comments", { params: { path: { id: ranking }, query }, signal }),
        );
        speaks = page.speaks;
        return page;
      });
      return { items, speaks };
    },
    staleTime: 0,
    refetchInterval: 60_000,
  });

/** `key` makes a repeated request the same request: a double click says a thing once. */
export const addComment = (ranking: string, request: CommentRequest, key: string) =>
  body(
    client.POST("/rankings/{id}/comments", {
      params: { path: { id: ranking }, header: { "Idempotency-Key": key } },
      body: request,
    }),
  );

export const settleComment = (ranking: string, comment: string, version: number, settled: boolean) =>
  body(
    client.PUT("/rankings/{id}/comments/{comment}/settlement", {
      params: { path: { id: ranking, comment }, header: ifMatch(version) },
      body: { settled },
    }),
  );

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { components, paths } from "./schema.gen";
import type { Ranking, RankingItem, RankingRequest, SubmitRequest } from "./types";

export type RankingsFilter = NonNullable<paths["/rankings"]["get"]["parameters"]["query"]>;
export type RankingState = RankingItem["state"];
export type Verdict = "approve" | "return" | "reject";
export type ReportFormat = NonNullable<
  NonNullable<paths["/rankings/{id}/report"]["get"]["parameters"]["query"]>["format"]
>;

export type Export = components["schemas"]["Export"];

// Others work on the same things: what is shown is read again when a page opens.
const staleTime = 0;

/** The header of a conditional write: the version its writer has seen. */
export const ifMatch = (version: number) => ({ "If-Match": `"${version}"` });

export const rankingsQuery = (query: RankingsFilter) =>
  queryOptions({
    queryKey: ["rankings", "list", query],
    queryFn: ({ signal }) => body(client.GET("/rankings", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    staleTime,
  });

export const rankingQuery = (id: string) =>
  queryOptions({
    queryKey: ["rankings", "one", id],
    queryFn: ({ signal }) => body(client.GET("/rankings/{id}", { params: { path: { id } }, signal })),
    staleTime,
  });

/** A ranking as it was handed in for a round that has ended. */
export const roundQuery = (id: string, round: number) =>
  queryOptions({
    queryKey: ["rankings", "round", id, round],
    queryFn: ({ signal }) =>
      body(client.GET("/rankings/{id}/rounds/{v}", { params: { path: { id, v: round } }, signal })),
    staleTime: Infinity,
  });

/** A ranking as it stands now, beside the copy a page goes on working with. */
export const rankingNowQuery = (id: string, seen: number) =>
  queryOptions({
    queryKey: ["rankings", "now", id, seen],
    queryFn: ({ signal }) => body(client.GET("/rankings/{id}", { params: { path: { id } }, signal })),
    staleTime,
    gcTime: 0,
  });

/** A version never changes once it is there. */
export const rankingVersionQuery = (id: string, v: number) =>
  queryOptions({
    queryKey: ["rankings", "version", id, v],
    queryFn: ({ signal }) =>
      body(client.GET("/rankings/{id}/versions/{v}", { params: { path: { id, v } }, signal })),
    staleTime: Infinity,
  });

export const rankingEventsQuery = (id: string) =>
  queryOptions({
    queryKey: ["rankings", "events", id],
    queryFn: ({ signal }) =>
      body(
        client.GET("/rankings/{id}/events", { params: { path: { id }, query: { pageSize: 200 } }, signal }),
      ),
    staleTime,
  });

export const reviewsQuery = (query: { state: "open" | "done"; page?: number; pageSize?: number }) =>
  queryOptions({
    queryKey: ["reviews", query],
    queryFn: ({ signal }) => body(client.GET("/reviews", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    staleTime,
  });

/** The files one has taken, the last one first. */
export const exportsQuery = (pageSize: number) =>
  queryOptions({
    queryKey: ["exports", pageSize],
    queryFn: ({ signal }) => body(client.GET("/exports", { params: { query: { pageSize } }, signal })),
    staleTime,
  });

export const rulesQuery = queryOptions({
  queryKey: ["rules"],
  queryFn: ({ signal }) =>
    body(client.GET("/review-rules", { params: { query: { pageSize: 200 } }, signal })),
  staleTime,
});

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: ({ signal }) => body(client.GET("/teams", { params: { query: { pageSize: 200 } }, signal })),
  staleTime,
});

/** How firm the order is; the draws follow the ranking's own seed, so that the answer never changes. */
export const firmnessQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ["rankings", "firmness", id, version],
    queryFn: ({ signal }) =>
      body(client.POST("/rankings/{id}/robustness", { params: { path: { id } }, body: { topK: 3 }, signal })),
    staleTime: Infinity,
  });

export const explanationQuery = (id: string, version: number, a: string, b: string) =>
  queryOptions({
    queryKey: ["rankings", "explanation", id, version, a, b],
    queryFn: ({ signal }) =>
      body(client.GET("/rankings/{id}/explanation", { params: { path: { id }, query: { a, b } }, signal })),
    staleTime: Infinity,
  });

/** What a site's score in a ranking rests on, from the ranking's own data. */
export const rankedSiteQuery = (id: string, version: number, site: string) =>
  queryOptions({
    queryKey: ["rankings", "site", id, version, site],
    queryFn: ({ signal }) =>
      body(client.GET("/rankings/{id}/sites/{site}", { params: { path: { id, site } }, signal })),
    staleTime: Infinity,
  });

/** `key` makes a repeated request the same request: a double click makes one draft. */
export const createRanking = (request: RankingRequest, key: string) =>
  body(client.POST("/rankings", { params: { header: { "Idempotency-Key": key } }, body: request }));

export const saveRanking = (id: string, version: number, request: RankingRequest) =>
  body(client.PUT("/rankings/{id}", { params: { path: { id }, header: ifMatch(version) }, body: request }));

export const deleteRanking = (id: string, version: number) =>
  done(client.DELETE("/rankings/{id}", { params: { path: { id }, header: ifMatch(version) } }));

export const submitRanking = (id: string, version: number, request: SubmitRequest) =>
  body(
    client.POST("/rankings/{id}/submissions", {
      params: { path: { id }, header: ifMatch(version) },
      body: request,
    }),
  );

export const openRanking = (id: string) =>
  body(client.POST("/rankings/{id}/opening", { params: { path: { id } } }));

export const decideRanking = (id: string, decision: Verdict, comment: string, ministry?: string) =>
  body(
    client.POST("/rankings/{id}/decisions", {
      params: { path: { id } },
      body: { decision, comment, ...(ministry ? { ministry } : {}) },
    }),
  );

export const reviseRanking = (id: string, version: number) =>
  body(client.POST("/rankings/{id}/revision", { params: { path: { id }, header: ifMatch(version) } }));

export const publishRanking = (id: string, version: number, note: string, supersedes?: string) =>
  body(
    client.POST("/rankings/{id}/publication", {
      params: { path: { id }, header: ifMatch(version) },
      body: { note, ...(supersedes ? { supersedes } : {}) },
    }),
  );

export const withdrawRanking = (id: string, version: number, reason: string) =>
  body(
    client.POST("/rankings/{id}/withdrawal", {
      params: { path: { id }, header: ifMatch(version) },
      body: { reason },
    }),
  );

/** A ranking as a file, with the name the server gives it. */
export const downloadReport = (id: string, format: ReportFormat, lang: "zh" | "en") =>
  file(
    client.GET("/rankings/{id}/report", {
      params: { path: { id }, query: { format, lang } },
      parseAs: "blob",
    }),
    format,
  );

/** What a request answers with as a file, under the name the server gives it. */
export async function file<A extends { response: Response }>(
  request: Promise<A> & Parameters<typeof body>[0],
  format: ReportFormat,
) {
  let name = "";
  const held: unknown = await body(
    request.then((answer) => {
      name = fileName(answer.response.headers.get("Content-Disposition") ?? "");
      return answer;
    }),
  );
  if (!(held instanceof Blob)) throw new TypeError("a report is a file");
  return { file: held, name: name || `parksite.${format}` };
}

/** The name of RFC 6266's filename*, which may hold any letters. */
function fileName(disposition: string): string {
  const found = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  return found ? decodeURIComponent(found) : "";
}

/** The digest that the recipe of a sealed ranking gives when the server computes it anew, whatever it is about. */
export const recompute = async (r: Ranking) =>
  (await body(client.POST("/rankings/{id}/verification", { params: { path: { id: r.id } } }))).recomputed;

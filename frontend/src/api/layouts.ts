import { queryOptions } from "@tanstack/react-query";
import { body, client } from "./client";
import { file } from "./rankings";
import type { ReportFormat } from "./rankings";
import type { components } from "./schema.gen";
import { searched } from "./search";

type Schemas = components["schemas"];

export type LayoutAnswer = Schemas["LayoutAnswer"];
export type LayoutCandidate = Schemas["Considered"];
export type LayoutReason = Schemas["Reason"];
export type LayoutTest = Schemas["LayoutTest"];
export type LayoutRequest = Schemas["LayoutRequest"];
export type LaneRequest = Schemas["LaneRequest"];
export type Link = Schemas["Link"];
export type Passage = Schemas["Passage"];
export type Placement = Schemas["Placement"];
export type Plan = Schemas["Plan"];
export type SeaLeg = Schemas["SeaLeg"];
export type SiteFirmness = Schemas["SiteFirmness"];
export type SiteRequest = Schemas["SiteRequest"];
export type SiteStudy = Schemas["SiteStudy"];
export type SiteCriterion = Schemas["SiteCriterion"];
export type SiteValue = Schemas["LayoutValue"];
export type SolutionRequest = Schemas["SolutionRequest"];
export type Study = Schemas["Study"];

const staleTime = 5 * 60_000;

/** Searched for under the eyes of its reader, who may stop it: see progressQuery. */
export const solutionQuery = (request: SolutionRequest) =>
  queryOptions({
    queryKey: ["layouts", "solution", request],
    queryFn: ({ signal, client: queries }) => searched(request, signal, queries),
    staleTime,
    gcTime: 60_000,
  });

/** Ways along sea lanes; the network comes with the program, so an answer stays true. */
export const lanesQuery = (request: Schemas["LaneRequest"]) =>
  queryOptions({
    queryKey: ["layouts", "lanes", request],
    queryFn: ({ signal }) => body(client.POST("/layouts/lanes", { body: request, signal })),
    staleTime: Infinity,
  });

/** Why a site is in the best plan or not. */
export const reasonQuery = (request: SolutionRequest, site: string) =>
  queryOptions({
    queryKey: ["layouts", "reason", request, site],
    queryFn: ({ signal }) =>
      body(client.POST("/layouts/solution", { body: { ...request, plans: 1, why: site }, signal })).then(
        (answer) => answer.report.reason ?? null,
      ),
    staleTime,
    gcTime: 60_000,
  });

/** The bounds that stand when none is set. */
export const ruleQuery = (request: Schemas["BoundsRequest"]) =>
  queryOptions({
    queryKey: ["layouts", "rule", request],
    queryFn: ({ signal }) => body(client.POST("/layouts/rule", { body: request, signal })),
    staleTime: Infinity,
  });

export const layoutTestQuery = (request: Schemas["TestRequest"]) =>
  queryOptions({
    queryKey: ["layouts", "test", request],
    queryFn: ({ signal }) => body(client.POST("/layouts/test", { body: request, signal })),
    staleTime,
    gcTime: 60_000,
  });

export const siteRankingQuery = (request: Schemas["SiteRankingRequest"]) =>
  queryOptions({
    queryKey: ["sites", "ranking", request],
    queryFn: ({ signal }) => body(client.POST("/preview/sites", { body: request, signal })),
    staleTime,
    gcTime: 60_000,
  });

export const siteQuery = (id: string, strategy: string | undefined, closed: Passage | undefined) =>
  queryOptions({
    queryKey: ["sites", id, strategy ?? "", closed ?? ""],
    queryFn: ({ signal }) =>
      body(
        client.GET("/sites/{id}", {
          params: { path: { id }, query: { strategy, closed: closed === "" ? undefined : closed } },
          signal,
        }),
      ),
    staleTime,
  });

export const industriesQuery = queryOptions({
  queryKey: ["industries"],
  queryFn: ({ signal }) =>
    body(client.GET("/industries", { params: { query: { pageSize: 200 } }, signal })).then((p) => p.items),
  staleTime,
});

/** An unsaved plan as a file, with the name the server gives it. */
export const downloadLayout = (
  layout: LayoutRequest,
  teamSites: boolean,
  format: ReportFormat,
  lang: "zh" | "en",
) =>
  file(
    client.POST("/layouts/report", {
      params: { query: { format, lang } },
      body: { layout, teamSites },
      parseAs: "blob",
    }),
    format,
  );

/** An unsaved ranking of sites as a file. */
export const downloadSites = (
  sites: SiteRequest,
  teamSites: boolean,
  format: ReportFormat,
  lang: "zh" | "en",
) =>
  file(
    client.POST("/preview/sites/report", {
      params: { query: { format, lang } },
      body: { sites, teamSites },
      parseAs: "blob",
    }),
    format,
  );

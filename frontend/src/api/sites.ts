import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import { all } from "./queries";
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

export type OwnSite = Schemas["OwnSiteView"];
export type OwnSiteRequest = Schemas["OwnSiteRequest"];
export type PositionWarning = Schemas["PositionWarning"];
export type SiteReading = Schemas["SiteReading"];
export type UserSite = Schemas["UserSite"];
export type SiteRankingRequest = Schemas["SiteRankingRequest"];
export type SiteScore = Schemas["SiteScore"];
export type SiteProfile = Schemas["SiteProfile"];

export const ownSitesQuery = queryOptions({
  queryKey: ["own-sites"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/own-sites", { params: { query }, signal }))),
});

export const ownSiteQuery = (id: string) =>
  queryOptions({
    queryKey: ["own-sites", id],
    queryFn: ({ signal }) => body(client.GET("/own-sites/{id}", { params: { path: { id } }, signal })),
    staleTime: 0,
  });

/** The site as it is now, asked for after a save was refused. */
export const ownSiteNow = (id: string) => body(client.GET("/own-sites/{id}", { params: { path: { id } } }));

export const ownSiteVersion = (id: string, v: number) =>
  body(client.GET("/own-sites/{id}/versions/{v}", { params: { path: { id, v } } }));

export const createOwnSite = (request: OwnSiteRequest, key: string) =>
  body(client.POST("/own-sites", { params: { header: { "Idempotency-Key": key } }, body: request }));

export const saveOwnSite = (id: string, version: number, request: OwnSiteRequest) =>
  body(
    client.PUT("/own-sites/{id}", {
      params: { path: { id }, header: { "If-Match": `"${version}"` } },
      body: request,
    }),
  );

export const deleteOwnSite = (id: string, version: number) =>
  done(
    client.DELETE("/own-sites/{id}", {
      params: { path: { id }, header: { "If-Match": `"${version}"` } },
    }),
  );

export const restoreOwnSite = (id: string) =>
  body(client.POST("/own-sites/{id}/restoration", { params: { path: { id } } }));

/** What is doubtful about a site that is being written; a site that cannot be kept yet gives no answer. */
export const ownSiteCheckQuery = (request: OwnSiteRequest) =>
  queryOptions({
    queryKey: ["own-sites", "check", request],
    queryFn: ({ signal }) => body(client.POST("/own-sites/check", { body: request, signal })),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 30_000,
  });

export const readOwnSites = (file: File) =>
  body(
    client.POST("/own-sites/readings", {
      body: { file: "" },
      bodySerializer: () => {
        const data = new FormData();
        data.append("file", file);
        return data;
      },
    }),
  );

export const keepSites = (sites: OwnSiteRequest[], team: string, key: string) =>
  body(
    client.POST("/own-sites/batches", {
      params: { header: { "Idempotency-Key": key } },
      body: { sites, team },
    }),
  );

/** Where the empty table ("template") or the filled one ("export") is. */
export const siteTableAddress = (what: "template" | "export", format: "xlsx" | "csv", lang: "zh" | "en") =>
  `/api/v1/own-sites/${what}?format=${format}&lang=${lang}`;

/** A site as it is sent back: the id is the server's. */
export function requestOf(site: UserSite): OwnSiteRequest {
  const { id: _, ...rest } = site;
  return rest;
}

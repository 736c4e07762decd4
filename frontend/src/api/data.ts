import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import { sendForm } from "./upload";
import { all, staleTime } from "./queries";
import type { components, paths } from "./schema.gen";

type Schemas = components["schemas"];

export type CoverageMatrix = Schemas["CoverageMatrix"];
export type DatasetEffect = Schemas["DatasetEffect"];
export type DataDifference = Schemas["Difference"];
export type Freshness = Schemas["Freshness"];
export type Industry = Schemas["Industry"];
export type Job = Schemas["Job"];
export type ImportResult = Schemas["ImportResult"];
export type NegativeList = Schemas["NegativeList"];
export type NegativeEntry = Schemas["NegativeEntry"];
export type NegativeReading = Schemas["NegativeReading"];
export type StageEffects = Schemas["StageEffects"];
export type StageTable = Schemas["StageTrialRequest"]["stage"];
export type Rejection = Schemas["Rejection"];
export type TableFormat = NonNullable<
  NonNullable<paths["/imports/template"]["get"]["parameters"]["query"]>["format"]
>;
export type TableLanguage = "zh" | "en";

/** What an import is told besides its file. */
export interface ImportFields {
  replace: boolean;
  sourceTitle: string;
  sourcePublisher: string;
  sourceLicence: string;
  sourceVintage: string;
}

function form(file: File, fields: Record<string, string>): FormData {
  const data = new FormData();
  // Fields first: the server reads a file last.
  for (const [name, value] of Object.entries(fields)) if (value) data.append(name, value);
  data.append("file", file);
  return data;
}

/** Sends a file for a dry run and tells the share that has been sent; the job's id is returned. */
export async function startImport(
  file: File,
  fields: ImportFields,
  sent: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const data = form(file, { ...fields, replace: fields.replace ? "true" : "" });
  const address = await sendForm("/api/v1/imports", data, sent, signal);
  return decodeURIComponent(address.split("/").at(-1) ?? "");
}

export const worldBankQuery = queryOptions({
  queryKey: ["imports", "world-bank"],
  queryFn: ({ signal }) => body(client.GET("/imports/world-bank", { signal })),
  staleTime,
});

export const startWorldBank = (request: Schemas["WorldBankRequest"]) =>
  body(client.POST("/imports/world-bank", { body: request }));

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id],
    queryFn: ({ signal }) => body(client.GET("/jobs/{id}", { params: { path: { id } }, signal })),
  });

export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/jobs", { params: { query }, signal }))),
});

export const jobEvents = (id: string) => `/api/v1/jobs/${encodeURIComponent(id)}/events`;

export const cancelJob = (id: string) => done(client.DELETE("/jobs/{id}", { params: { path: { id } } }));

export const publishImport = (id: string, reason: string) =>
  body(client.POST("/imports/{id}/publication", { params: { path: { id } }, body: { reason } }));

export const templateAddress = (format: TableFormat, lang: TableLanguage) =>
  `/api/v1/imports/template?format=${format}&lang=${lang}`;

export const rejectionsAddress = (id: string, format: TableFormat, lang: TableLanguage) =>
  `/api/v1/imports/${encodeURIComponent(id)}/rejections?format=${format}&lang=${lang}`;

/** What a version changed against another, its parent where `from` is empty. */
export const datasetDifferenceQuery = (id: string, from = "") =>
  queryOptions({
    queryKey: ["datasets", id, "difference", from],
    queryFn: ({ signal }) =>
      body(
        client.GET("/datasets/{id}/difference", {
          params: { path: { id }, query: from ? { from } : {} },
          signal,
        }),
      ),
    staleTime: Infinity, // versions never change
  });

export const coverageQuery = (id: string) =>
  queryOptions({
    queryKey: ["datasets", id, "coverage"],
    queryFn: ({ signal }) =>
      body(client.GET("/datasets/{id}/coverage", { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });

export const freshnessQuery = (id: string) =>
  queryOptions({
    queryKey: ["datasets", id, "freshness"],
    queryFn: ({ signal }) =>
      all((query) =>
        body(client.GET("/datasets/{id}/freshness", { params: { path: { id }, query }, signal })),
      ),
    staleTime: Infinity,
  });

export const industriesQuery = queryOptions({
  queryKey: ["industries"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/industries", { params: { query }, signal }))),
  staleTime,
});

export const negativeListQuery = queryOptions({
  queryKey: ["negative-list"],
  queryFn: ({ signal }) => body(client.GET("/negative-list", { signal })),
  retry: false,
});

export const saveNegativeList = (version: number, request: Schemas["NegativeRequest"]) =>
  body(
    client.PUT("/negative-list", {
      params: { header: { "If-Match": `"${version}"` } },
      body: request,
    }),
  );

export const readNegativeList = (file: File) =>
  body(client.POST("/negative-list/readings", { body: { file: "" }, bodySerializer: () => form(file, {}) }));

export const negativeTemplateAddress = (format: TableFormat, lang: TableLanguage) =>
  `/api/v1/negative-list/template?format=${format}&lang=${lang}`;

export const negativeEffectsQuery = (entries: NegativeEntry[]) =>
  queryOptions({
    queryKey: ["negative-list", "effects", entries],
    queryFn: ({ signal }) => body(client.POST("/negative-list/effects", { body: { entries }, signal })),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 30_000,
  });

export const stageTableQuery = queryOptions({
  queryKey: ["stage-table"],
  queryFn: ({ signal }) => body(client.GET("/stage-table", { signal })),
  staleTime,
});

export const tryStageTable = (stage: StageTable) =>
  body(client.POST("/stage-table/effects", { body: { stage } }));

export const publishStageTable = (parentId: string, stage: StageTable, reason: string) =>
  body(client.POST("/stage-table", { body: { parentId, stage, reason } }));

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import { all, staleTime } from "./queries";
import type { components } from "./schema.gen";
import type { Model } from "./types";

type Schemas = components["schemas"];

export type Backtest = Schemas["Backtest"];
export type BacktestRequest = Schemas["BacktestRequest"];
export type BacktestResult = Schemas["BacktestResult"];
export type ConcordanceRequest = Schemas["ConcordanceRequest"];
export type Elicitation = Schemas["Elicitation"];
export type Elicited = Schemas["Elicited"];
export type Judgement = Schemas["Judgement"];
export type ModelChange = Schemas["ModelChange"];
export type ModelRequest = Schemas["ModelRequest"];
export type Placed = Schemas["Placed"];
export type Point = Schemas["Point"];
export type Remark = Schemas["Remark"];
export type ReplaySeries = Schemas["ReplaySeries"];
export type Screen = Schemas["Screen"];
export type Shift = Schemas["Shift"];
export type Text = Schemas["Text"];
export type ValuePreview = Schemas["ValuePreview"];

const ifMatch = (version: number) => ({ "If-Match": `"${version}"` });

export const createModel = (model: ModelRequest) => body(client.POST("/models", { body: model }));

/** Makes the next version of a model; refused with 412 if `version` is no longer the newest. */
export const saveModel = (id: string, version: number, model: ModelRequest) =>
  body(client.PUT("/models/{id}", { params: { path: { id }, header: ifMatch(version) }, body: model }));

export const deleteModel = (id: string, version: number) =>
  done(client.DELETE("/models/{id}", { params: { path: { id }, header: ifMatch(version) } }));

export const modelVersionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ["models", id, "versions", version],
    queryFn: ({ signal }) =>
      body(client.GET("/models/{id}/versions/{v}", { params: { path: { id, v: version } }, signal })),
    staleTime: Infinity, // a version never changes
  });

export const modelUsageQuery = (id: string) =>
  queryOptions({
    queryKey: ["models", id, "usage"],
    queryFn: ({ signal }) => body(client.GET("/models/{id}/usage", { params: { path: { id } }, signal })),
  });

export const modelDifferenceQuery = (id: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["models", id, "difference", from, to],
    queryFn: ({ signal }) =>
      all((query) =>
        body(
          client.GET("/models/{id}/difference", {
            params: { path: { id }, query: { ...query, from, to } },
            signal,
          }),
        ),
      ),
    staleTime: Infinity,
  });

export const remarksQuery = (model: Model) =>
  queryOptions({
    queryKey: ["remarks", model],
    queryFn: ({ signal }) => body(client.POST("/models/remarks", { body: { model }, signal })),
    placeholderData: keepPreviousData,
    staleTime,
    retry: false,
  });

/** The value function of one criterion of an edited model, against the stored one. */
export const valuePreviewQuery = (model: Model, stored: string, criterion: string) =>
  queryOptions({
    queryKey: ["value-preview", model, stored, criterion],
    queryFn: ({ signal }) =>
      body(client.POST("/models/value-preview", { body: { model, modelId: stored, criterion }, signal })),
    placeholderData: (before, query) => (query?.queryKey[3] === criterion ? before : undefined),
    staleTime,
    retry: false,
  });

export const elicitQuery = (request: Elicitation) =>
  queryOptions({
    queryKey: ["elicit", request],
    queryFn: ({ signal }) => body(client.POST("/models/weights", { body: request, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });

export const backtestQuery = (request: BacktestRequest) =>
  queryOptions({
    queryKey: ["backtest", request],
    queryFn: ({ signal }) => body(client.POST("/preview/backtest", { body: request, signal })),
    staleTime,
  });

export const concordanceQuery = (modelId: string, strategy: string) =>
  queryOptions({
    queryKey: ["concordance", modelId, strategy],
    queryFn: ({ signal }) =>
      body(client.POST("/preview/concordance", { body: { modelId, strategy }, signal })),
    staleTime,
  });

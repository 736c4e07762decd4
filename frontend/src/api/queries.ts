import { queryOptions, useQuery, useSuspenseQueries } from "@tanstack/react-query";
import { body, client, done } from "./client";
import type { ReportFormat } from "./rankings";
import type { NodeBounds, PreviewRequest, SimulationOptions } from "./types";

/** The largest page the API gives. */
const pageSize = 200;

interface Page<T> {
  items: T[];
  total: number;
  pageSize: number;
}

/** Reads a list to its end, page after page; the first answer says how many there are. */
export async function all<T>(
  read: (query: { page: number; pageSize: number }) => Promise<Page<T>>,
): Promise<T[]> {
  const first = await read({ page: 1, pageSize });
  const rest = Math.ceil(first.total / first.pageSize) - 1;
  const pages = await Promise.all(
    Array.from({ length: Math.max(0, rest) }, (_, i) => read({ page: i + 2, pageSize })),
  );
  return [first, ...pages].flatMap((p) => p.items);
}

// The catalogue changes only with a new dataset version; five minutes is fresh enough.
export const staleTime = 5 * 60_000;

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => body(client.GET("/session", { signal })),
  staleTime: Infinity,
});

export const countriesQuery = queryOptions({
  queryKey: ["countries"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/countries", { params: { query }, signal }))),
  staleTime,
});

export const regionsQuery = queryOptions({
  queryKey: ["regions"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/regions", { params: { query }, signal }))),
  staleTime,
});

export const strategiesQuery = queryOptions({
  queryKey: ["strategies"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/strategies", { params: { query }, signal }))),
  staleTime,
});

export const indicatorsQuery = queryOptions({
  queryKey: ["indicators"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/indicators", { params: { query }, signal }))),
  staleTime,
});

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/sources", { params: { query }, signal }))),
  staleTime,
});

/** The sources as one version of the data cites them. */
export const sourcesOfQuery = (datasetId: string) =>
  queryOptions({
    queryKey: ["sources", datasetId],
    queryFn: ({ signal }) =>
      all((query) => body(client.GET("/sources", { params: { query: { ...query, datasetId } }, signal }))),
    staleTime,
  });

export const datasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/datasets", { params: { query }, signal }))),
  staleTime,
});

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => all((query) => body(client.GET("/models", { params: { query }, signal }))),
  staleTime,
});

/** The models that rank sites; those of countries are modelsQuery. */
export const siteModelsQuery = queryOptions({
  queryKey: ["models", "of", "sites"],
  queryFn: ({ signal }) =>
    all((query) => body(client.GET("/models", { params: { query: { ...query, kind: "site" } }, signal }))),
  staleTime,
});

/** What a model of sites may be made of. */
export const siteIndicatorsQuery = queryOptions({
  queryKey: ["site-indicators"],
  queryFn: ({ signal }) =>
    all((query) => body(client.GET("/site-indicators", { params: { query }, signal }))),
  staleTime,
});

export const modelQuery = (id: string) =>
  queryOptions({
    queryKey: ["models", id],
    queryFn: ({ signal }) => body(client.GET("/models/{id}", { params: { path: { id } }, signal })),
    staleTime,
  });

export const indicatorQuery = (code: string) =>
  queryOptions({
    queryKey: ["indicators", code],
    queryFn: ({ signal }) => body(client.GET("/indicators/{code}", { params: { path: { code } }, signal })),
    staleTime,
  });

export const countryQuery = (iso3: string) =>
  queryOptions({
    queryKey: ["countries", iso3],
    queryFn: ({ signal }) => body(client.GET("/countries/{iso3}", { params: { path: { iso3 } }, signal })),
    staleTime,
  });

/** Every observation of a country, or of one of its indicators. */
export const observationsQuery = (iso3: string, indicator?: string, datasetId?: string) =>
  queryOptions({
    queryKey: ["observations", iso3, indicator ?? "", datasetId ?? ""],
    queryFn: ({ signal }) =>
      all((query) =>
        body(
          client.GET("/countries/{iso3}/observations", {
            params: { path: { iso3 }, query: { ...query, indicator, datasetId } },
            signal,
          }),
        ),
      ),
    staleTime,
  });

export const preview = (request: PreviewRequest, signal?: AbortSignal) =>
  body(client.POST("/preview", { body: request, signal }));

/** A ranking without criteria and warnings: a tenth of the bytes, for what follows a slider. */
export const briefPreview = (request: PreviewRequest, signal?: AbortSignal) =>
  body(client.POST("/preview", { body: { ...request, brief: true }, signal }));

export const briefPreviewQuery = (request: PreviewRequest) =>
  queryOptions({
    queryKey: ["preview", "brief", request],
    queryFn: ({ signal }) => briefPreview(request, signal),
    staleTime,
    gcTime: 30_000,
  });

/** A ranking that nobody is moving sliders on, kept like any other answer. */
export const previewQuery = (request: PreviewRequest) =>
  queryOptions({
    queryKey: ["preview", request],
    queryFn: ({ signal }) => preview(request, signal),
    staleTime,
  });

// Analyses of an unsaved ranking. Each names its question in the key, so that an answer never belongs to
// other weights than those shown.

export const robustness = (request: PreviewRequest, simulation: SimulationOptions, signal?: AbortSignal) =>
  body(client.POST("/preview/robustness", { body: { ...request, simulation }, signal }));

export const robustnessQuery = (request: PreviewRequest, draws: number, topK: number) =>
  queryOptions({
    queryKey: ["robustness", request, draws, topK],
    queryFn: ({ signal }) => robustness(request, { draws, topK }, signal),
    staleTime,
    gcTime: 30_000,
  });

export const sensitivityQuery = (request: PreviewRequest, topK: number) =>
  queryOptions({
    queryKey: ["sensitivity", request, topK],
    queryFn: ({ signal }) =>
      body(client.POST("/preview/sensitivity", { body: { ...request, topK }, signal })),
    staleTime,
    gcTime: 30_000,
  });

/** The best and worst rank of each country within bounds on weights; the model's bounds when none are given. */
export const attainableQuery = (request: PreviewRequest, bounds: NodeBounds[]) =>
  queryOptions({
    queryKey: ["attainable", request, bounds],
    queryFn: ({ signal }) =>
      body(client.POST("/preview/attainable", { body: { ...request, bounds }, signal })),
    staleTime,
    gcTime: 30_000,
    retry: false,
  });

export const methodsQuery = (request: PreviewRequest) =>
  queryOptions({
    queryKey: ["methods", request],
    queryFn: ({ signal }) => body(client.POST("/preview/methods", { body: request, signal })),
    staleTime,
    gcTime: 30_000,
  });

export const replayQuery = (request: PreviewRequest) =>
  queryOptions({
    queryKey: ["replay", request],
    queryFn: ({ signal }) => body(client.POST("/preview/replay", { body: request, signal })),
    staleTime,
    gcTime: 30_000,
  });

export const explanationQuery = (request: PreviewRequest, a: string, b: string) =>
  queryOptions({
    queryKey: ["explanation", request, a, b],
    queryFn: ({ signal }) =>
      body(client.POST("/preview/explanation", { body: { ...request, a, b }, signal })),
    staleTime,
    gcTime: 30_000,
  });

export const concordanceQuery = (modelId: string) =>
  queryOptions({
    queryKey: ["concordance", modelId],
    queryFn: ({ signal }) => body(client.POST("/preview/concordance", { body: { modelId }, signal })),
    staleTime,
  });

/** The leading countries while one weight goes from nothing to everything. */
export const sweepQuery = (request: PreviewRequest, node: string) =>
  queryOptions({
    queryKey: ["sweep", request, node],
    queryFn: ({ signal }) => body(client.POST("/preview/sweep", { body: { ...request, node }, signal })),
    staleTime,
    gcTime: 30_000,
  });

/** Rankings of several questions at once. */
export const previewsQuery = (requests: PreviewRequest[]) =>
  queryOptions({
    queryKey: ["previews", requests],
    queryFn: ({ signal }) => Promise.all(requests.map((r) => briefPreview(r, signal))),
    staleTime,
    gcTime: 30_000,
  });

/** An unsaved ranking as a file. */
export const previewReport = (request: PreviewRequest, format: ReportFormat, lang: "zh" | "en") =>
  body(
    client.POST("/preview/report", { params: { query: { format, lang } }, body: request, parseAs: "blob" }),
  );

/** `code` is that of the second factor, for accounts that have one. */
export const signIn = (username: string, password: string, code?: string) =>
  body(client.POST("/session", { body: { username, password, ...(code ? { code } : {}) } }));

export const signOut = () => done(client.DELETE("/session"));

export const changePassword = (current: string, password: string) =>
  body(client.PUT("/session/password", { body: { current, password } }));

/** Whether the signed-in user holds a permission such as "ranking.create" in any team. */
export function useMay(permission: string): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.user.permissions.includes(permission) ?? false;
}

/** The small catalogue lists every page names things from; suspends until they are here. */
export function useCatalogue() {
  const [countries, regions, strategies, indicators, sources] = useSuspenseQueries({
    queries: [countriesQuery, regionsQuery, strategiesQuery, indicatorsQuery, sourcesQuery],
  });
  return {
    countries: countries.data,
    regions: regions.data,
    strategies: strategies.data,
    indicators: indicators.data,
    sources: sources.data,
  };
}

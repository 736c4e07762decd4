import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";
import { ifMatch } from "./rankings";
import type { components, paths } from "./schema.gen";
import type { Membership, RuleRequest, TeamRequest, TrailEvent, UserRequest } from "./types";

const staleTime = 0;

export type SystemState = components["schemas"]["System"];
export type Storage = components["schemas"]["Storage"];

/** How the program runs; for administrators. */
export const settingsQuery = queryOptions({
  queryKey: ["settings"],
  queryFn: ({ signal }) => body(client.GET("/settings", { signal })),
  staleTime,
});

export type UsersFilter = NonNullable<paths["/users"]["get"]["parameters"]["query"]>;
export type TrailFilter = NonNullable<paths["/audit-events"]["get"]["parameters"]["query"]>;

export const usersQuery = (query: UsersFilter) =>
  queryOptions({
    queryKey: ["users", "list", query],
    queryFn: ({ signal }) => body(client.GET("/users", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    staleTime,
  });

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ["users", "one", id],
    queryFn: ({ signal }) => body(client.GET("/users/{id}", { params: { path: { id } }, signal })),
    staleTime,
  });

export const userSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["users", "sessions", id],
    queryFn: ({ signal }) =>
      body(
        client.GET("/users/{id}/sessions", { params: { path: { id }, query: { pageSize: 200 } }, signal }),
      ),
    staleTime,
  });

export const membershipsQuery = (query: { userId?: string; teamId?: string }) =>
  queryOptions({
    queryKey: ["memberships", query],
    queryFn: ({ signal }) =>
      body(client.GET("/memberships", { params: { query: { ...query, pageSize: 200 } }, signal })),
    staleTime,
  });

export const createUser = (request: UserRequest) => body(client.POST("/users", { body: request }));

export const saveUser = (id: string, version: number, request: UserRequest) =>
  body(client.PUT("/users/{id}", { params: { path: { id }, header: ifMatch(version) }, body: request }));

export const lockUser = (id: string, version: number) =>
  body(client.POST("/users/{id}/lock", { params: { path: { id }, header: ifMatch(version) } }));

export const unlockUser = (id: string, version: number) =>
  body(client.POST("/users/{id}/unlock", { params: { path: { id }, header: ifMatch(version) } }));

export const resetUser = (id: string, version: number) =>
  body(client.POST("/users/{id}/reset", { params: { path: { id }, header: ifMatch(version) } }));

export const endSessions = (id: string) =>
  done(client.DELETE("/users/{id}/sessions", { params: { path: { id } } }));

export const createMembership = (userId: string, teamId: string, role: Membership["role"]) =>
  body(client.POST("/memberships", { body: { userId, teamId, role } }));

export const deleteMembership = (id: string, version: number) =>
  done(client.DELETE("/memberships/{id}", { params: { path: { id }, header: ifMatch(version) } }));

export const moveMembership = (id: string, version: number, teamId: string) =>
  body(
    client.POST("/memberships/{id}/move", {
      params: { path: { id }, header: ifMatch(version) },
      body: { teamId },
    }),
  );

export const createTeam = (request: TeamRequest) => body(client.POST("/teams", { body: request }));

export const saveTeam = (id: string, version: number, request: TeamRequest) =>
  body(client.PUT("/teams/{id}", { params: { path: { id }, header: ifMatch(version) }, body: request }));

export const createRule = (request: RuleRequest) => body(client.POST("/review-rules", { body: request }));

export const saveRule = (id: string, version: number, request: RuleRequest) =>
  body(
    client.PUT("/review-rules/{id}", { params: { path: { id }, header: ifMatch(version) }, body: request }),
  );

export const deleteRule = (id: string, version: number) =>
  done(client.DELETE("/review-rules/{id}", { params: { path: { id }, header: ifMatch(version) } }));

export const trailQuery = (query: TrailFilter) =>
  queryOptions({
    queryKey: ["trail", query],
    queryFn: ({ signal }) => body(client.GET("/audit-events", { params: { query }, signal })),
    placeholderData: keepPreviousData,
    staleTime,
  });

/** Every line that matches, for a file. `progress` hears how many are here. */
export async function wholeTrail(
  query: TrailFilter,
  progress: (read: number, total: number) => void,
): Promise<TrailEvent[]> {
  const lines: TrailEvent[] = [];
  for (let page = 1; ; page++) {
    const answer = await body(
      client.GET("/audit-events", { params: { query: { ...query, page, pageSize: 200 } } }),
    );
    lines.push(...answer.items);
    progress(lines.length, answer.total);
    if (answer.items.length === 0 || lines.length >= answer.total) return lines;
  }
}

export const verifyTrail = () => body(client.POST("/audit-events/verification"));

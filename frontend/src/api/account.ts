import { queryOptions } from "@tanstack/react-query";
import { body, client, done } from "./client";

/** How one can sign in here, and by which rules passwords are made. */
export const methodsQuery = queryOptions({
  queryKey: ["session", "methods"],
  queryFn: ({ signal }) => body(client.GET("/session/methods", { signal })),
  staleTime: Infinity,
});

export const secondFactorQuery = queryOptions({
  queryKey: ["account", "secondFactor"],
  queryFn: ({ signal }) => body(client.GET("/session/second-factor", { signal })),
  staleTime: 0,
});

export const beginSecondFactor = (password: string) =>
  body(client.POST("/session/second-factor", { body: { password } }));

export const confirmSecondFactor = (enrolment: string, code: string) =>
  body(client.PUT("/session/second-factor", { body: { enrolment, code } }));

export const renewRecoveryCodes = (password: string) =>
  body(client.POST("/session/second-factor/recovery-codes", { body: { password } }));

export const removeSecondFactor = (password: string) =>
  body(client.POST("/session/second-factor/removal", { body: { password } }));

export const proveSecondFactor = (code: string) =>
  body(client.POST("/session/second-factor/proof", { body: { code } }));

/** Sets a password by a one-time link and signs in. */
export const acceptInvitation = (username: string, password: string, invitation: string) =>
  body(client.POST("/session", { body: { username, password, invitation } }));

export const tokensQuery = queryOptions({
  queryKey: ["account", "tokens"],
  queryFn: ({ signal }) => body(client.GET("/tokens", { params: { query: { pageSize: 200 } }, signal })),
  staleTime: 0,
});

export const createToken = (name: string, scopes: string[], expiresInDays: number) =>
  body(client.POST("/tokens", { body: { name, scopes, expiresInDays } }));

export const revokeToken = (id: string) => done(client.DELETE("/tokens/{id}", { params: { path: { id } } }));

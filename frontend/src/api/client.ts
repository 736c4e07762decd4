import createClient from "openapi-fetch";
import { isAbort, offline, problemOf } from "./problem";
import type { paths } from "./schema.gen";

export const client = createClient<paths>({ baseUrl: "/api/v1" });

let signedOut: () => void = () => undefined;

/** Registers what happens when the server says that the session has ended. */
export function onSignedOut(listener: () => void): () => void {
  signedOut = listener;
  return () => {
    signedOut = () => undefined;
  };
}

let factorAsked: () => void = () => undefined;

/** Registers what happens when the server wants a second factor before it goes on. */
export function onFactorAsked(listener: () => void): () => void {
  factorAsked = listener;
  return () => {
    factorAsked = () => undefined;
  };
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** An answered request. Thrown are a Problem for a refusal and for no answer at all, and a cancellation. */
async function answered<T>(request: Promise<Answer<T>>): Promise<Answer<T>> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (error) {
    throw isAbort(error) ? error : offline();
  }
  if (answer.response.ok) return answer;
  const problem = problemOf(answer.response, answer.error);
  if (problem.status === 401 && !answer.response.url.endsWith("/session")) signedOut();
  if (problem.code === "secondFactor.required") factorAsked();
  throw problem;
}

/** The body of an answered request. */
export async function body<T>(request: Promise<Answer<T>>): Promise<T> {
  const { data, response } = await answered(request);
  if (data === undefined) throw problemOf(response, undefined);
  return data;
}

/** A request whose answer has no body. */
export async function done(request: Promise<Answer<unknown>>): Promise<void> {
  await answered(request);
}

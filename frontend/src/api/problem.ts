/** One broken field of a refused request. */
export interface FieldProblem {
  field: string;
  code: string;
  detail: string;
}

/** A refused or failed request. `code` is a key of the catalogues ("fault." + code). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  readonly fields: FieldProblem[];
  /** Seconds to wait before trying again; 0 when the server named none. */
  readonly retryAfter: number;

  constructor(init: Partial<Omit<Problem, "name" | "message">> & { status: number; code: string }) {
    super(init.code);
    this.name = "Problem";
    this.status = init.status;
    this.code = init.code;
    this.detail = init.detail ?? "";
    this.requestId = init.requestId ?? "";
    this.fields = init.fields ?? [];
    this.retryAfter = init.retryAfter ?? 0;
  }
}

function isRecord(x: unknown): x is Record<string, unknown> {
  return typeof x === "object" && x !== null;
}

const text = (x: unknown): string => (typeof x === "string" ? x : "");

/** Reads an RFC 9457 body; an answer that is none (a proxy's page) keeps its status alone. */
export function problemOf(response: Response, body: unknown): Problem {
  const b = isRecord(body) ? body : {};
  const fields = Array.isArray(b.errors) ? b.errors.filter(isRecord) : [];
  return new Problem({
    status: response.status,
    code: text(b.code) || `http.${response.status}`,
    detail: text(b.detail),
    requestId: text(b.requestId) || (response.headers.get("X-Request-Id") ?? ""),
    fields: fields.map((f) => ({ field: text(f.field), code: text(f.code), detail: text(f.detail) })),
    retryAfter: Number(response.headers.get("Retry-After")) || 0,
  });
}

/** The request never got an answer: no network, or the server is stopped. */
export function offline(): Problem {
  return new Problem({ status: 0, code: "offline" });
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

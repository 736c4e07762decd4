import { isAbort } from "../../api/problem";
import type { PreviewRequest, Result } from "../../api/types";

export interface Answer {
  result?: Result;
  error?: unknown;
}

// A request that has been out this long gives way to a newer one.
const patience = 250; // ms
// An answer that a newer request has overtaken is shown only when the table has stood still this long: drawing
// it would hold up the one that is wanted.
const stillness = 100; // ms

/**
 * Asks for rankings as fast as weights move, and holds the newest answer.
 *
 * One request is out and the newest one waits; one that waited and was overtaken is never sent. Cancelling
 * at every step of a slider instead would starve the table on a slow line, where no answer comes in time.
 * An answer stays until the next one; a failure keeps it beside the error.
 */
export class Previewer {
  private held: Answer = {};
  private waiting: PreviewRequest | undefined;
  private out: { abort: AbortController; since: number } | undefined;
  private behind: number | undefined; // since when the answer held is not of what was asked last
  private readonly listeners = new Set<() => void>();
  private readonly send: (request: PreviewRequest, signal: AbortSignal) => Promise<Result>;
  private readonly now: () => number;

  constructor(
    send: (request: PreviewRequest, signal: AbortSignal) => Promise<Result>,
    now: () => number = () => performance.now(),
  ) {
    this.send = send;
    this.now = now;
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  readonly answer = () => this.held;

  /** Whether the newest request has not been answered. */
  readonly pending = () => this.out !== undefined;

  ask(request: PreviewRequest) {
    this.behind ??= this.now();
    if (this.out && this.now() - this.out.since < patience) {
      this.waiting = request;
      return;
    }
    this.stop();
    void this.go(request);
  }

  /** Forgets what is out and what waits; the answer stays. */
  stop() {
    this.out?.abort.abort();
    this.out = undefined;
    this.waiting = undefined;
  }

  private async go(request: PreviewRequest) {
    const mine = { abort: new AbortController(), since: this.now() };
    this.out = mine;
    this.tell();
    let answer: Answer | undefined;
    try {
      answer = { result: await this.send(request, mine.abort.signal) };
    } catch (error) {
      if (!isAbort(error)) answer = { result: this.held.result, error };
    }
    if (this.out !== mine) return; // a newer one has taken its place
    this.out = undefined;
    const newer = this.waiting;
    const overtaken = newer !== undefined && this.now() - (this.behind ?? 0) < stillness;
    if (answer && !(overtaken && answer.error === undefined)) {
      this.held = answer;
      this.behind = newer && this.now();
    }
    this.waiting = undefined;
    if (newer) void this.go(newer);
    this.tell();
  }

  private tell() {
    for (const listener of this.listeners) listener();
  }
}

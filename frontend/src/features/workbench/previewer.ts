import { isAbort } from "../../api/problem";
import type { PreviewRequest, Result } from "../../api/types";

export interface Answer {
  result?: Result;
  error?: unknown;
}

// A request that has been out this long gives way to a newer one.
const patience = 250; // ms

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
    if (answer) this.held = answer;
    const newer = this.waiting;
    this.waiting = undefined;
    if (newer) void this.go(newer);
    this.tell();
  }

  private tell() {
    for (const listener of this.listeners) listener();
  }
}

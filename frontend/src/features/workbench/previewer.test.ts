import { describe, expect, test } from "vitest";
import type { PreviewRequest, Result } from "../../api/types";
import { Previewer } from "./previewer";

const request = (id: string): PreviewRequest => ({ modelId: id });

/** A server whose answers are given by hand. */
function server() {
  const calls: { id: string; signal: AbortSignal; reply: (error?: Error) => Promise<void> }[] = [];
  const send = (r: PreviewRequest, signal: AbortSignal) =>
    new Promise<Result>((resolve, reject) => {
      const id = r.modelId ?? "";
      signal.addEventListener("abort", () => reject(new DOMException("cancelled", "AbortError")));
      calls.push({
        id,
        signal,
        reply: async (error) => {
          if (error) reject(error);
          else
            resolve({
              datasetId: "ds-1",
              modelId: id,
              modelVersion: 1,
              method: "weightedSum",
              engineVersion: "1",
              digest: id,
              year: 2025,
              alternatives: [],
              excluded: [],
              warnings: [],
            });
          await new Promise((r2) => setTimeout(r2, 0));
        },
      });
    });
  return { calls, send };
}

describe("previewer", () => {
  test("one is out, the newest waits, those overtaken are never sent", async () => {
    const { calls, send } = server();
    const p = new Previewer(send, () => 0);
    for (const id of ["a", "b", "c", "d"]) p.ask(request(id));
    expect(calls.map((c) => c.id)).toEqual(["a"]);
    expect(p.pending()).toBe(true);
    await calls[0]?.reply();
    expect(p.answer().result).toBeUndefined(); // overtaken before it came
    expect(calls.map((c) => c.id)).toEqual(["a", "d"]);
    expect(p.pending()).toBe(true);
    await calls[1]?.reply();
    expect(p.answer().result?.modelId).toBe("d");
    expect(p.pending()).toBe(false);
  });

  test("while a weight keeps moving, what is overtaken is shown every tenth of a second", async () => {
    const { calls, send } = server();
    let now = 0;
    const p = new Previewer(send, () => now);
    const shown: (string | undefined)[] = [];
    p.ask(request("0"));
    for (let i = 0; i < 10; i++) {
      now += 20;
      p.ask(request(String(i + 1)));
      now += 20;
      await calls[i]?.reply();
      shown.push(p.answer().result?.modelId);
    }
    expect(shown).toEqual([undefined, undefined, "2", "2", "2", "5", "5", "5", "8", "8"]);
  });

  test("one that takes too long gives way, and its late answer counts for nothing", async () => {
    const { calls, send } = server();
    let now = 0;
    const p = new Previewer(send, () => now);
    p.ask(request("slow"));
    now = 300;
    p.ask(request("new"));
    expect(calls.map((c) => c.id)).toEqual(["slow", "new"]);
    expect(calls[0]?.signal.aborted).toBe(true);
    await calls[1]?.reply();
    await calls[0]?.reply();
    expect(p.answer().result?.modelId).toBe("new");
  });

  test("a failure keeps the last answer beside the error, until the next answer", async () => {
    const { calls, send } = server();
    const p = new Previewer(send, () => 0);
    p.ask(request("a"));
    await calls[0]?.reply();
    p.ask(request("b"));
    await calls[1]?.reply(new Error("away"));
    expect(p.answer().result?.modelId).toBe("a");
    expect(p.answer().error).toBeInstanceOf(Error);
    p.ask(request("c"));
    await calls[2]?.reply();
    expect(p.answer()).toEqual({ result: expect.objectContaining({ modelId: "c" }) });
  });

  test("listeners hear of every change until they leave", async () => {
    const { calls, send } = server();
    const p = new Previewer(send, () => 0);
    let heard = 0;
    const leave = p.subscribe(() => heard++);
    p.ask(request("a"));
    await calls[0]?.reply();
    expect(heard).toBe(2);
    leave();
    p.ask(request("b"));
    expect(heard).toBe(2);
    p.stop();
    expect(p.pending()).toBe(false);
  });
});

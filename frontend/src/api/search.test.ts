import { expect, test } from "vitest";
import { events } from "./search";

const streamOf = (...chunks: (string | Uint8Array)[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const c of chunks) controller.enqueue(typeof c === "string" ? new TextEncoder().encode(c) : c);
      controller.close();
    },
  });

async function all(stream: ReadableStream<Uint8Array>) {
  const out: string[] = [];
  for await (const data of events(stream)) out.push(data);
  return out;
}

test("events are read whole, however the network parts them", async () => {
  const text = new TextEncoder().encode(
    'event: search\ndata: {"name":"科伦坡"}\n\nevent: search\ndata: {"n":2}\n\n',
  );
  for (const at of [1, 20, 30, 31, 32, 45, 60]) {
    expect(await all(streamOf(text.slice(0, at), text.slice(at)))).toEqual(['{"name":"科伦坡"}', '{"n":2}']);
  }
});

test("comments are no events, and an event that breaks off is none", async () => {
  expect(await all(streamOf(": still here\n\ndata: 1\n\ndata: 2\n"))).toEqual(["1"]);
});

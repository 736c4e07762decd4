// From the last input event on a weight to the painted new order, in Chromium on loopback.
//
//   npm run bench:slider [-- steps]        starts ../bin/parksite (or PARKSITE_BIN) itself
//   PARKSITE_URL=… PARKSITE_PASSWORD=…     measures a running server instead
//
// A step is a burst of three arrow or page keys on a slider, as a held key sends them. Its time runs from the
// time stamp of the last input event to the end of the first frame after the table holds the answer to it: three
// renders of the sliders, one or two round trips, the table drawn, laid out and painted. The columns of firmness
// stand in every line throughout, and every twentieth step lets ten thousand draws follow before the next one.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "@playwright/test";

const steps = Number(process.argv[2] ?? 200);
const ownPassword = "bench-walks-the-quay-at-dawn-7";

async function start() {
  if (process.env.PARKSITE_URL) return { url: process.env.PARKSITE_URL, stop: () => {} };
  const binary = process.env.PARKSITE_BIN ?? join(import.meta.dirname, "..", "..", "bin", "parksite");
  const data = mkdtempSync(join(tmpdir(), "parksite-bench-"));
  const env = {
    PATH: process.env.PATH,
    PARKSITE_ADDR: "127.0.0.1:0",
    PARKSITE_DATA_DIR: data,
    PARKSITE_DEMO_PASSWORD: ownPassword,
  };
  const server = spawn(binary, ["serve", "--demo"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const url = await new Promise((resolve, reject) => {
    server.on("error", reject);
    server.on("exit", (code) => reject(new Error(`${binary} ended with ${code}`)));
    for (const stream of [server.stdout, server.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        const found = /listening on (http:\/\/[^\s"]+)/.exec(line);
        if (found) resolve(found[1]);
      });
    }
  });
  const stop = async () => {
    const gone = new Promise((resolve) => server.on("exit", resolve));
    server.kill("SIGTERM");
    await gone;
    rmSync(data, { recursive: true, force: true });
  };
  return { url, stop };
}

const { url, stop } = await start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu"],
});
try {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  const signIn = await context.request.post("/api/v1/session", {
    data: { username: "analyst", password: process.env.PARKSITE_PASSWORD ?? ownPassword },
  });
  if (!signIn.ok()) throw new Error(`signing in: ${signIn.status()}`);
  const page = await context.newPage();
  await page.goto("/workbench");
  await page.locator("tr[data-iso3]").first().waitFor();
  // Firmness on, whatever this computer remembers: interval of ranks and chance of the first few in every line.
  const firm = () =>
    page.waitForFunction(() => {
      const table = document.querySelector("table[data-digest]");
      const lines = [...table.querySelectorAll("tr[data-iso3]")];
      const held = lines.filter((r) => r.querySelector("[data-ranks]")?.textContent.includes("–"));
      return table.dataset.firm === "true" && lines.length > 0 && held.length === lines.length;
    });
  await firm();
  const paint = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );

  await page.evaluate(() => {
    const table = document.querySelector("table[data-digest]");
    const status = document.querySelector("[data-pending]");
    const order = () => [...table.querySelectorAll("tr[data-iso3]")].map((r) => r.dataset.iso3).join();
    let input = 0;
    let painted = 0;
    let before = order();
    document.addEventListener("input", (e) => (input = e.timeStamp), true);
    // Each answer writes its digest onto the table; the message after the next frame is behind its paint.
    new MutationObserver(() =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (painted = performance.now());
        port2.postMessage(0);
      }),
    ).observe(table, { attributes: true, attributeFilter: ["data-digest"] });
    window.measured = [];
    window.settled = async () => {
      const until = performance.now() + 10_000;
      while (status.dataset.pending === "true" || painted < input) {
        if (performance.now() > until) throw new Error("a step was not answered in ten seconds");
        await new Promise((r) => setTimeout(r, 20));
      }
      const now = order();
      window.measured.push({ ms: painted - input, moved: now !== before });
      before = now;
    };
  });

  const sliders = page.locator("input[data-weight]");
  const count = await sliders.count();
  for (let i = 0; i < steps; i++) {
    await sliders.nth(i % count).focus();
    const key = i % 2 === 0 ? "PageUp" : "PageDown";
    for (let k = 0; k < 3; k++) await page.keyboard.press(key, { delay: 0 });
    await page.evaluate(() => window.settled());
    if (i % 20 === 19) await firm();
  }
  const measured = await page.evaluate(() => window.measured);
  const times = measured.map((m) => m.ms).sort((a, b) => a - b);
  const at = (q) => times[Math.min(times.length - 1, Math.floor(q * times.length))].toFixed(1);
  const moved = measured.filter((m) => m.moved).length;
  console.log(`steps ${times.length}, order changed in ${moved}, firmness on in all lines`);
  console.log(`last input to painted order: median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${at(1)} ms`);
  const size = await page.evaluate(
    () =>
      performance.getEntriesByType("resource").findLast((e) => e.name.endsWith("/preview"))?.decodedBodySize,
  );
  console.log(`bytes of the last answer: ${size}`);
  console.log(`first contentful paint of the workbench: ${paint.toFixed(0)} ms`);
} finally {
  await browser.close();
  await stop();
}

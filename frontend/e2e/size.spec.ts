import { gzipSync } from "node:zlib";
import { expect, test } from "./fixtures";

// What the workbench fetches before a chart is asked for, gzipped. The aim is 300; it may not grow beyond this.
const budget = 430 * 1024;

test("the workbench loads no more JavaScript than its budget, and no charts", async ({ page }) => {
  const bodies: Promise<[string, number]>[] = [];
  page.on("response", (answer) => {
    const { pathname } = new URL(answer.url());
    if (pathname.endsWith(".js"))
      bodies.push(answer.body().then((b): [string, number] => [pathname, gzipSync(b, { level: 9 }).length]));
  });
  await page.goto("/workbench");
  await expect(page.locator("tr[data-iso3]").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  const files = await Promise.all(bodies);
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter(([name]) => /echarts/.test(name))).toEqual([]);
  expect(files.filter(([name]) => /assets\/(en|zh)-/.test(name))).toHaveLength(1);
  expect(files.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(budget);
});

test("assets arrive compressed and may be kept", async ({ page }) => {
  const [answer] = await Promise.all([
    page.waitForResponse((r) => /\/assets\/index-[^/]+\.js$/.test(r.url())),
    page.goto("/"),
  ]);
  expect(await answer.headerValue("content-encoding")).toMatch(/^(br|gzip)$/);
  expect(await answer.headerValue("cache-control")).toContain("immutable");
});

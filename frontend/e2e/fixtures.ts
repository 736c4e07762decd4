import AxeBuilder from "@axe-core/playwright";
import { expect, test as base } from "@playwright/test";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { password, start } from "./server";
import type { Server } from "./server";

type Account = "nobody" | "analyst" | "lead" | "viewer" | "analyst-b" | "lead-b" | "reviewer-ndrc" | "admin";

/**
 * For a context that signs in itself: it would else inherit the test's session, and signing in ends the
 * session one comes with, under the feet of the tests that follow.
 */
export const signedOut = { cookies: [], origins: [] };

// One sign-in per account and worker: the server slows down those who sign in all the time.
const sessions = new Map<string, Awaited<ReturnType<BrowserContext["storageState"]>>>();

async function sessionOf(browser: Browser, account: Account) {
  const known = sessions.get(account);
  if (known) return known;
  const context = await browser.newContext({ baseURL: process.env.PARKSITE_URL, storageState: signedOut });
  const answer = await context.request.post("/api/v1/session", { data: { username: account, password } });
  expect(answer.status(), `signing in as ${account}`).toBe(200);
  const state = await context.storageState();
  await context.close();
  sessions.set(account, state);
  return state;
}

interface Options {
  /** Who is signed in. */
  account: Account;
  language: "zh-CN" | "en";
}

/** A page of the built program, signed in, that fails the test on any error in the browser's console. */
export const test = base.extend<Options, { server: Server }>({
  // Each worker has a server of its own, so that no test meets what a test beside it stored.
  server: [
    async ({ browserName: _ }, provide) => {
      const server = await start();
      process.env.PARKSITE_URL = server.url; // for contexts that tests make themselves
      await provide(server);
      await server.stop();
    },
    { scope: "worker", auto: true, timeout: 90_000 },
  ],
  account: ["analyst", { option: true }],
  language: ["zh-CN", { option: true }],
  baseURL: async ({ server }, provide) => provide(server.url),
  storageState: async ({ browser, account, language }, provide) => {
    const state = account === "nobody" ? signedOut : await sessionOf(browser, account);
    const origin = process.env.PARKSITE_URL ?? "";
    await provide({
      ...state,
      origins: [{ origin, localStorage: [{ name: "parksite.language", value: language }] }],
    });
  },
  page: async ({ page }, provide) => {
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      // The browser itself reports refused requests; tests of refusals expect them.
      const refused = message.text().startsWith("Failed to load resource");
      if (["error", "warning"].includes(message.type()) && !refused) errors.push(message.text());
    });
    await provide(page);
    expect(errors, "errors in the browser's console").toEqual([]);
  },
});

export { expect, password };

/** Waits until colours and positions that change over time have arrived; axe would measure a half-way colour. */
async function settled(page: Page) {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map((a) => a.finished));
  });
}

/** No violation of WCAG 2.1 A and AA that axe can find. */
export async function expectAccessible(page: Page) {
  await settled(page);
  // In this mode axe opens no page of its own, which costs time, and looks into no frame of another origin.
  expect(page.frames(), "frames that axe would not look into").toHaveLength(1);
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] }) // else it describes every element that passed, a megabyte or two
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"])
    .analyze();
  const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(" | ")}`);
  expect(found, "accessibility violations").toEqual([]);
}

/** The ranking's countries from the top, as codes. */
export async function order(page: Page): Promise<string[]> {
  const rows = page.locator("tr[data-iso3]");
  await expect(rows.first()).toBeVisible();
  return rows.evaluateAll((all) => all.map((r) => r.getAttribute("data-iso3") ?? ""));
}

import type { Browser, Page } from "@playwright/test";
import { expect, expectAccessible, password, signedOut, test } from "./fixtures";

const errors: string[] = [];

/** A page of somebody else's, in a browser of their own. */
async function as(browser: Browser, username: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: process.env.PARKSITE_URL,
    storageState: signedOut,
  });
  const answer = await context.request.post("/api/v1/session", { data: { username, password } });
  expect(answer.status(), `signing in as ${username}`).toBe(200);
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(`${username}: ${error.message}`));
  return page;
}

test.use({ account: "lead" });

test("a ministry comments on a country, hears the answer and settles it", async ({ page, browser }) => {
  const made = await page.request.post("/api/v1/rankings", {
    data: { title: "意见往来", modelId: "general", purpose: "比选", scope: { regions: ["ASEAN"] } },
  });
  expect(made.status()).toBe(201);
  const { id }: { id: string } = await made.json();
  const sent = await page.request.post(`/api/v1/rankings/${id}/submissions`, { data: { note: "请审核" } });
  expect(sent.status()).toBe(200);

  const reviewer = await as(browser, "reviewer-ndrc");
  await reviewer.goto(`/review/${id}`);
  // By keyboard: the mark on Viet Nam's line opens what is said there.
  const mark = reviewer.locator('tr[data-iso3="VNM"]').getByRole("button", { name: /对.*提意见/ });
  await mark.focus();
  await reviewer.keyboard.press("Enter");
  const panel = reviewer.getByRole("dialog");
  await panel.getByRole("textbox", { name: "写下意见或疑问" }).fill("请说明电价来源");
  await panel.getByRole("button", { name: "提出意见" }).click();
  await expect(panel.getByText("请说明电价来源")).toBeVisible();
  await panel.getByRole("radio", { name: "仅本单位内部" }).check();
  await panel.getByRole("textbox", { name: "写下意见或疑问" }).fill("司内：倾向退回");
  await panel.getByRole("button", { name: "提出意见" }).click();
  await expect(panel.getByText("司内：倾向退回")).toBeVisible();
  await expectAccessible(reviewer);
  await reviewer.keyboard.press("Escape");
  await expect(
    reviewer.locator('tr[data-iso3="VNM"]').getByRole("button", { name: /2 条意见，2 条待解决/ }),
  ).toBeVisible();

  // The team is told while its page is open, and goes there from the notice.
  await page.goto("/");
  await expect(page.getByTestId("unread")).toBeVisible({ timeout: 15_000 });
  await page.getByRole("button", { name: /通知，\d+ 条未读/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /reviewer-ndrc 对《意见往来》中的“越南”提出了意见/ })
    .click();
  await expect(page).toHaveURL(new RegExp(`/rankings/${id}\\?at=country%2FVNM$`));
  const said = page.getByRole("dialog");
  await expect(said.getByText("请说明电价来源")).toBeVisible();
  await expect(said.getByText("司内"), "what the ministry says to itself").toHaveCount(0);
  await said.getByRole("button", { name: "答复", exact: true }).click();
  await said.getByRole("textbox", { name: "答复" }).fill("国家电力统计，2024年");
  await said.getByRole("button", { name: "发送答复" }).click();
  await expect(said.getByText("已答复")).toBeVisible();
  await expect(said.getByRole("button", { name: "标记为已解决" }), "the ministry asked").toHaveCount(0);

  await reviewer.reload();
  await reviewer.getByTestId("comments").click();
  const thread = reviewer
    .getByRole("dialog")
    .getByRole("article")
    .filter({ hasText: "国家电力统计，2024年" });
  await thread.getByRole("button", { name: "标记为已解决" }).click();
  await expect(thread.getByText("已解决", { exact: true })).toBeVisible();
  await expectAccessible(page);
  expect(errors).toEqual([]);
  await reviewer.context().close();
});

test.describe("in English", () => {
  test.use({ language: "en", account: "analyst" });

  test("a draft's criterion is commented on within the team", async ({ page }) => {
    const made = await page.request.post("/api/v1/rankings", {
      data: { title: "Notes to ourselves", modelId: "general", scope: { regions: ["ASEAN"] } },
    });
    const { id }: { id: string } = await made.json();
    await page.goto(`/rankings/${id}`);
    await page.getByRole("button", { name: /^Comment on Business environment/ }).click();
    const panel = page.getByRole("dialog");
    await panel.getByRole("radio", { name: "Within our own house only" }).check();
    await panel.getByRole("textbox", { name: "A comment or a question" }).fill("Too heavy?");
    await panel.getByRole("button", { name: "Comment", exact: true }).click();
    await expect(panel.getByText("Internal", { exact: true })).toBeVisible();
    await panel.getByRole("button", { name: "Mark as settled" }).click();
    await expect(panel.getByText(/Settled by analyst/)).toBeVisible();
    await expectAccessible(page);
  });
});

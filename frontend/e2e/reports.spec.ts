import { expect, expectAccessible, test } from "./fixtures";

const draft = { title: "报告页的东盟排名", modelId: "general", scope: { regions: ["ASEAN"] } };

test("every export in one place: filter, save, and find it again", async ({ page }) => {
  const made = await page.request.post("/api/v1/rankings", { data: draft });
  expect(made.status()).toBe(201);
  await page.goto("/reports");
  await page.getByLabel("方案名称").fill("报告页");
  await page.getByRole("button", { name: "查询" }).click();
  const row = page.getByRole("row", { name: /报告页的东盟排名/ }).first();
  const saving = page.waitForEvent("download");
  await row.getByRole("button", { name: "导出“报告页的东盟排名”为 PDF" }).click();
  expect((await saving).suggestedFilename()).toMatch(/^报告页的东盟排名-\d{8}\.pdf$/);

  // What was taken is listed at once, and the address keeps filter and language of files.
  const taken = page.locator("section").filter({ has: page.getByRole("heading", { name: "本人最近导出" }) });
  await expect(taken.getByRole("link", { name: draft.title })).toBeVisible();
  await page.getByText("英文", { exact: true }).click();
  await expect(page).toHaveURL(/q=.*lang=en/);
  const again = page.waitForEvent("download");
  await taken.getByRole("button").first().click();
  await again;
  await expect(taken.getByRole("row")).toHaveCount(3);

  await page.getByLabel("方案名称").fill("没有这样的名称");
  await page.getByRole("button", { name: "查询" }).click();
  await expect(page.getByText("没有符合条件的记录")).toBeVisible();
  await expectAccessible(page);
});

test.describe("in English, for an administrator", () => {
  test.use({ account: "admin", language: "en" });
  test("templates without rankings", async ({ page }) => {
    await page.goto("/reports");
    await expect(page.getByRole("heading", { level: 1, name: "Reports" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Ranking reports" })).toHaveCount(0);
    const saving = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export “Template for data” as Excel" }).click();
    expect((await saving).suggestedFilename()).toContain(".xlsx");
    await expectAccessible(page);
  });
});

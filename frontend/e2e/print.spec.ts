import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./fixtures";

// The pages somebody takes to a meeting on paper.
const pages: [name: string, path: string, heading: string][] = [
  ["workbench", "/workbench", "选址工作台"],
  ["country", "/countries/VNM", "越南"],
  ["methods", "/help", "方法学说明"],
];

for (const [name, path, heading] of pages) {
  test(`${name} prints on A4 with its title, and without what only a screen needs`, async ({ page }) => {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: heading, level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await page.emulateMedia({ media: "print" });
    await expect(page.getByText(/^打印于 \d{4}-\d\d-\d\d$/)).toBeVisible();
    await expect(page.getByRole("navigation", { name: "主导航" })).toBeHidden();
    await expect(page.getByRole("button", { name: "搜索" })).toBeHidden();
    await expect(page.locator("main .ant-btn:visible, main input[type=checkbox]:visible")).toHaveCount(0);
    for (const slider of await page.locator("input[type=range]").all()) await expect(slider).toBeHidden();
    const heads = page.locator("main table:visible thead");
    for (const head of await heads.all()) await expect(head).toHaveCSS("display", "table-header-group");

    const pdf = await page.pdf({ preferCSSPageSize: true });
    const folder = join(import.meta.dirname, "..", "test-results", "print");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.pdf`), pdf);
    const text = pdf.toString("latin1");
    expect(text.match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThan(0);
    const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text) ?? [];
    expect(Number(width)).toBeCloseTo(595, -1); // A4 in points
    expect(Number(height)).toBeCloseTo(842, -1);
  });
}

test("the workbench prints its weights as a table", async ({ page }) => {
  await page.goto("/workbench");
  await expect(page.locator("tr[data-iso3]").first()).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("table").filter({ hasText: "人口规模" }).first()).toBeVisible();
  await expect(page.locator("tr[data-iso3] td").last()).toHaveCSS("print-color-adjust", "exact");
});

import type { Page } from "@playwright/test";
import { expect, expectAccessible, test } from "./fixtures";

const words = {
  "zh-CN": {
    plan: /最优 · 总值/,
    proven: /已证明最优/,
    malacca: "马六甲海峡",
    closed: /马六甲海峡关闭/,
    value: /总值 .* → .*▼/,
    colombo: "科伦坡",
    out: "将科伦坡移出方案",
    in: "将科伦坡列入方案",
    why: "为何科伦坡",
    reason: "为何：科伦坡",
    forced: "指定列入",
    checks: "规则检查",
    holds: "✓ 符合",
    run: "运行测试",
    test: "压力测试",
    infeasible: "没有满足全部规则的方案",
    gap: "相邻间距",
  },
  en: {
    plan: /Best · Value/,
    proven: /Proven: no plan is better/,
    malacca: "Strait of Malacca",
    closed: /Strait of Malacca closed/,
    value: /Value .* → .*▼/,
    colombo: "Colombo",
    out: "Move Colombo out of the plan",
    in: "Move Colombo into the plan",
    why: "Why Colombo",
    reason: "Why: Colombo",
    forced: "Forced in",
    checks: "Conditions of the rule",
    holds: "✓ holds",
    run: "Run the test",
    test: "Stress test",
    infeasible: "No plan keeps every condition",
    gap: "Gap between neighbours",
  },
} as const;

const sites = (page: Page) =>
  page.locator("tr[data-site]").evaluateAll((rows) => rows.map((r) => r.getAttribute("data-site")));

for (const language of ["zh-CN", "en"] as const) {
  const w = words[language];
  test.describe(language, () => {
    test.use({ language });

    test("the South Asian chain: close Malacca, move Colombo out and in, ask why", async ({ page }) => {
      test.slow(); // nine searches and two readings by axe
      await page.goto("/layout?strategy=S2");
      await expect(page.getByRole("heading", { name: w.plan })).toBeVisible();
      await expect(page.getByText(w.proven)).toBeVisible();
      expect(await sites(page)).toHaveLength(6);
      const checks = page.getByRole("table", { name: w.checks });
      await expect(checks.getByRole("row", { name: new RegExp(w.gap) })).toContainText(w.holds);
      await expectAccessible(page);

      await page.getByText(w.malacca, { exact: true }).click();
      await expect(page).toHaveURL(/closed=malacca/);
      await expect(page.getByText(w.closed)).toBeVisible();
      await expect(page.getByText(w.value)).toBeVisible();

      // By keyboard: out, then in again.
      await page.getByRole("button", { name: w.out }).focus();
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/out=port-WPI49240/);
      await expect(page.locator('tr[data-site="port-WPI49240"]')).toHaveCount(0);
      await page.getByRole("button", { name: w.in }).focus();
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/in=port-WPI49240/);
      await expect(page.locator('tr[data-site="port-WPI49240"]')).toContainText(w.forced);

      await page.getByRole("button", { name: w.why, exact: true }).first().click();
      await expect(page.getByRole("heading", { name: w.reason })).toBeVisible();
      await page.getByRole("button", { name: w.run }).click();
      await expect(page.getByRole("table", { name: w.test })).toContainText(w.closed, { timeout: 30_000 });
      await expectAccessible(page);

      // The link is the view.
      const shown = await sites(page);
      await page.reload();
      await expect(page.locator('tr[data-site="port-WPI49240"]')).toContainText(w.forced);
      expect(await sites(page)).toEqual(shown);
    });

    test("bounds that no plan keeps name what to give up", async ({ page }) => {
      await page.goto("/layout?strategy=S2&bounds=maxGapKm:210");
      await expect(page.getByRole("heading", { name: w.infeasible })).toBeVisible();
      await expectAccessible(page);
      await page.getByRole("button", { name: w.gap }).click();
      await expect(page.getByRole("heading", { name: w.plan })).toBeVisible();
      await expect(page).toHaveURL(/off=chain.gap/);
    });

    test("a site's profile grades every figure", async ({ page }) => {
      await page.goto("/sites?strategy=S2&country=LKA");
      await page.getByRole("link", { name: w.colombo, exact: true }).click();
      await expect(page.getByRole("heading", { name: w.colombo, level: 1 })).toBeVisible();
      await expectAccessible(page);
    });

    for (const strategy of ["S1", "S3", "S4"]) {
      test(`${strategy} has a plan and is accessible`, async ({ page }) => {
        await page.goto(`/layout?strategy=${strategy}`);
        await expect(page.getByRole("heading", { name: w.plan })).toBeVisible();
        expect(await sites(page)).toHaveLength(6);
        expect(
          (await page.locator("body").innerText()).match(/\b(layout|site|limit|sites)\.[a-z]\w+/g),
        ).toBeNull();
        await expectAccessible(page);
      });
    }
  });
}

test("a site dragged to the candidates is solved out", async ({ page }) => {
  await page.goto("/layout?strategy=S2");
  const colombo = page.locator('tr[data-site="port-WPI49240"]');
  await colombo.dragTo(page.locator("tr[data-candidate]").first());
  await expect(page).toHaveURL(/out=port-WPI49240/);
  await expect(page.locator('tr[data-candidate="port-WPI49240"]')).toBeVisible();
  await expect(colombo).toHaveCount(0);
});

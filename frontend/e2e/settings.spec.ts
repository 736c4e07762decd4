import { expect, expectAccessible, password, test } from "./fixtures";

test.use({ account: "admin" });

test("how the program runs: room, backup, settings, no secret", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "系统设置" }).last().click();
  await expect(page).toHaveURL(/\/admin\/settings$/);
  await expect(page.getByText("尚未备份")).toBeVisible();
  await page.getByRole("textbox", { name: "设置" }).fill("demo");
  await page.getByRole("button", { name: "查询" }).click();
  await expect(page.getByRole("row", { name: /PARKSITE_DEMO_PASSWORD.*已设置，不显示/ })).toBeVisible();
  expect(await (await page.request.get("/api/v1/settings")).text()).not.toContain(password);
  await expectAccessible(page);
});

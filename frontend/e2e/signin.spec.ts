import { expect, expectAccessible, password, test } from "./fixtures";

test.use({ account: "nobody" });

test("signs in, goes where one was going, and signs out", async ({ page }) => {
  await page.goto("/countries?region=EU");
  await expect(page).toHaveURL(/\/signin\?next=/);
  await page.getByLabel("用户名").fill("analyst");
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page).toHaveURL(/\/countries\?region=EU$/);
  await expect(page.getByRole("heading", { name: "国别档案" })).toBeVisible();
  await page.getByRole("button", { name: /示例企业甲/ }).click();
  await page.getByText("退出登录").click();
  await expect(page).toHaveURL(/\/signin$/);
  await page.goto("/countries");
  await expect(page).toHaveURL(/\/signin/);
});

test("a wrong password says so and nothing more", async ({ page }) => {
  await page.goto("/signin");
  await page.getByLabel("用户名").fill("nobody-of-this-name");
  await page.getByLabel("密码").fill("not the password at all");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("alert")).toContainText("用户名或密码不正确");
  await expect(page).toHaveURL(/\/signin$/);
  await expectAccessible(page);
});

test("empty fields are named before anything is sent", async ({ page }) => {
  await page.goto("/signin");
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByText("请输入用户名")).toBeVisible();
  await expect(page.getByText("请输入密码")).toBeVisible();
});

test("next leads nowhere but into the application", async ({ page }) => {
  await page.goto("/signin?next=//example.org/");
  await page.getByLabel("用户名").fill("viewer");
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("heading", { name: "首页" })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(process.env.PARKSITE_URL);
});

test("the language is switched and remembered", async ({ page }) => {
  await page.goto("/signin");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page).toHaveTitle("Overseas Park Siting");
  expect(await page.evaluate(() => localStorage.getItem("parksite.language"))).toBe("en");
});

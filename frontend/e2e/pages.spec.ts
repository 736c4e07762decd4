import { expect, expectAccessible, test } from "./fixtures";

test.describe.configure({ mode: "parallel" }); // all of them only read, so both workers share them

const pages: [name: string, path: string][] = [
  ["home", "/"],
  ["workbench", "/workbench"],
  ["map", "/workbench?view=map&sel=VNM"],
  ["bars", "/workbench?view=bars&sel=VNM,POL"],
  ["radar", "/workbench?view=radar&sel=VNM,POL"],
  ["parallel", "/workbench?view=parallel&sel=VNM,POL"],
  ["years", "/workbench?view=years"],
  ["firmness", "/workbench?view=firmness"],
  ["compare", "/workbench?view=compare&sel=VNM,POL"],
  ["another method", "/workbench?method=topsis"],
  ["score", "/workbench?open=VNM"],
  ["nobody left", "/workbench?role=S2:node&region=EU"],
  ["countries", "/countries"],
  ["country", "/countries/VNM"],
  ["models", "/models"],
  ["model", "/models/general"],
  ["indicators", "/indicators"],
  ["indicator", "/indicators/GE.EST"],
  ["datasets", "/datasets"],
  ["sources", "/sources"],
  ["methods", "/help"],
  ["absent page", "/nowhere"],
  ["absent country", "/countries/XXX"],
];

for (const language of ["zh-CN", "en"] as const) {
  test.describe(language, () => {
    test.use({ language });

    for (const [name, path] of pages) {
      test(`${name} is accessible and has no key without words`, async ({ page }) => {
        await page.goto(path);
        await expect(
          page.getByRole("heading", { level: 1 }).or(page.getByRole("alert")).first(),
        ).toBeVisible();
        await page.waitForLoadState("networkidle");
        const text = await page.locator("body").innerText();
        // A missing phrase would show as its key, such as "table.rank".
        expect(
          text.match(/\b(app|nav|state|table|weights|workbench|country|fault|breakdown)\.[a-z]\w+/g),
        ).toBeNull();
        await expectAccessible(page);
      });
    }
  });
}

test("what is not accessible is found", async ({ page }) => {
  await page.goto("/help");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.evaluate(() => {
    const pale = document.createElement("p");
    pale.textContent = "pale";
    pale.style.color = "#ccc";
    pale.style.background = "#fff";
    document.querySelector("main")?.append(document.createElement("img"), pale);
  });
  await expect(expectAccessible(page)).rejects.toThrow(/color-contrast: [^\n]* p\b[\s\S]*image-alt: /);
});

test("a country: numbers with year and source, trend, peers, and on to the source", async ({ page }) => {
  await page.goto("/countries");
  await page.getByRole("link", { name: "越南" }).click();
  await expect(page.getByRole("heading", { name: "越南", level: 1 })).toBeVisible();
  await expect(page.getByRole("heading", { name: "工业化阶段" })).toBeVisible();
  const line = page.getByRole("row", { name: /^政府效能/ });
  await expect(line).toContainText("2023");
  await expect(line.getByRole("img").first()).toBeVisible();
  await line.getByRole("button").click();
  const source = page.getByRole("dialog");
  await expect(source).toContainText("Worldwide Governance Indicators");
  await expect(source.getByRole("heading", { name: "历年数值" })).toBeVisible();
});

test("Myanmar shows both its roles", async ({ page }) => {
  await page.goto("/countries/MMR");
  await expect(page.getByText("S1 辐射范围").first()).toBeVisible();
  await expect(page.getByText("S2 节点").first()).toBeVisible();
});

test("indicators are found by name and code", async ({ page }) => {
  await page.goto("/indicators");
  await page.getByRole("searchbox").fill("GE.EST");
  await expect(page.getByRole("link", { name: "政府效能" })).toBeVisible();
  await expect(page).toHaveURL(/q=GE\.EST/);
  await page.getByRole("searchbox").fill("没有这样的指标");
  await expect(page.getByText("没有符合条件的记录")).toBeVisible();
});

test("search goes to a country by its English name", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "首页" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Poland");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "波兰", level: 1 })).toBeVisible();
});

test("a page one may not see names the permission", async ({ page }) => {
  await page.route("**/api/v1/session", async (route) => {
    const answer = await route.fetch();
    const session = await answer.json();
    session.user.permissions = session.user.permissions.filter((p: string) => p !== "model.read");
    await route.fulfill({ response: answer, json: session });
  });
  await page.goto("/models");
  await expect(page.getByRole("heading", { name: "没有访问权限" })).toBeVisible();
  await expect(page.getByText("model.read")).toBeVisible();
  await expect(page.getByRole("link", { name: "评价模型" })).toHaveCount(0);
  await expectAccessible(page);
});

test("a failing list keeps the rest usable and can be tried again", async ({ page }) => {
  await page.route("**/api/v1/datasets?*", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify({ status: 503, code: "store.unavailable", requestId: "req-for-support" }),
    }),
  );
  await page.goto("/datasets");
  await expect(page.getByRole("alert")).toContainText("数据库暂时不可用", { timeout: 15_000 });
  await expect(page.getByText("req-for-support")).toBeVisible();
  await expectAccessible(page);
  await page.unroute("**/api/v1/datasets?*");
  await page.getByRole("button", { name: "重试" }).click();
  await expect(page.getByText("第 1 批", { exact: true })).toBeVisible();
});

test("while loading a skeleton holds the place", async ({ page }) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/api/v1/indicators?*", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/indicators");
  await expect(page.getByRole("status", { name: "正在载入" })).toBeVisible();
  release();
  await expect(page.getByRole("link", { name: "政府效能" })).toBeVisible();
});

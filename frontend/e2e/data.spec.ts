import { readFileSync } from "node:fs";
import { expect, expectAccessible, test } from "./fixtures";

// One story on one server: the import makes version 2, which the later tests look at.
// Accessibility checks of long tables take their time on a small machine.
test.describe.configure({ mode: "serial", timeout: 150_000 });

test.describe("the administrator", () => {
  test.use({ account: "admin" });

  test("imports a filled-in template: one wrong cell is refused, the rest is published and used", async ({
    page,
  }) => {
    await page.goto("/data/import");
    const template = page.waitForEvent("download");
    await page.getByRole("link", { name: "CSV 模板（中文）" }).click();
    const path = await (await template).path();
    const handedOut = readFileSync(path, "utf8")
      .replace(/^\ufeff/, "")
      .split(/\r?\n/);
    expect(handedOut.length).toBeGreaterThan(1);
    await expectAccessible(page);

    // A value that replaces one, and one that is no number.
    const rows = [
      "国家（地区）,指标代码,年份,数值",
      "越南,SP.POP.TOTL,2023,100000001",
      "波兰,SP.POP.TOTL,2023,很多",
    ];
    await page.getByLabel("选择文件（CSV、Excel 或 zip）").setInputFiles({
      name: "人口.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`\ufeff${rows.join("\r\n")}\r\n`),
    });
    await page.getByRole("textbox", { name: "标题" }).fill("国家统计公报");
    await page.getByRole("textbox", { name: "发布机构" }).fill("统计局");
    await page.getByRole("textbox", { name: "许可" }).fill("公开");
    await page.getByRole("button", { name: "上传并试算" }).click();

    const refused = page.getByRole("table", { name: /拒绝的单元格/ });
    await expect(refused.getByRole("row", { name: /3 .* 很多/ })).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("region", { name: "数据差异" })).toContainText("100,000,001");
    await expect(page.getByRole("heading", { name: "对通用模型排名的影响" })).toBeVisible();
    await expectAccessible(page);
    const list = page.waitForEvent("download");
    await page.getByRole("link", { name: "下载 CSV" }).click();
    expect(readFileSync(await (await list).path(), "utf8")).toContain("很多");

    const publish = page.getByRole("button", { name: "发布为新批次" });
    await expect(publish).toBeDisabled();
    await page.getByRole("textbox", { name: /事由/ }).fill("按统计公报更新越南人口");
    await publish.click();
    await page.getByRole("link", { name: "查看批次与差异" }).click();
    await expect(page.getByRole("heading", { name: "第 2 批", level: 1 })).toBeVisible();
    await expect(page.getByText("按统计公报更新越南人口")).toBeVisible();
    await expect(page.getByText("当前使用")).toBeVisible();
    await expectAccessible(page);
    // Rankings are made with the new version at once.
    const answer = await page.request.post("/api/v1/preview", { data: { modelId: "general" } });
    expect((await answer.json()).datasetId).toBe("ds-2");
  });

  test("the negative list: an entry is added, its effect seen, and it is published", async ({ page }) => {
    await page.goto("/negative-list");
    await page.getByRole("button", { name: "新增条目" }).click();
    await page.getByLabel("第 1 条国家（地区）").selectOption({ label: "缅甸" });
    await page.getByLabel("第 1 条原因（中文）").fill("测试条目");
    await page.getByLabel("第 1 条原因（英文）").fill("An entry of the test");
    await page.getByLabel("第 1 条依据文件").fill("公告第 1 号");
    await expect(page.getByRole("heading", { name: /对各产业模型的影响/ })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("textbox", { name: /事由/ }).fill("试行");
    await page.getByRole("button", { name: /^保存为第/ }).click();
    await expect(page.getByText("已保存为第", { exact: false })).toBeVisible();
    await page.reload();
    await expect(page.getByLabel("第 1 条国家（地区）")).toHaveValue("MMR");
  });
});

test.describe("an analyst", () => {
  test.use({ account: "analyst" });

  test("may try an import and not publish it; a file that is none is refused with the reason", async ({
    page,
  }) => {
    await page.goto("/data/import");
    const pick = page.getByLabel("选择文件（CSV、Excel 或 zip）");
    await pick.setInputFiles({
      name: "x.xlsx",
      mimeType: "application/pdf",
      buffer: Buffer.from("%PDF-1.7\n"),
    });
    await page.getByRole("button", { name: "上传并试算" }).click();
    await expect(page.getByRole("alert")).toBeVisible({ timeout: 15_000 });
    await page.goto("/data/import");
    await pick.setInputFiles({
      name: "a.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("国家（地区）,指标代码,年份,数值\r\n越南,SP.POP.TOTL,2023,100000002\r\n"),
    });
    await page.getByRole("textbox", { name: "标题" }).fill("国家统计公报");
    await page.getByRole("textbox", { name: "许可" }).fill("公开");
    await page.getByRole("button", { name: "上传并试算" }).click();
    await expect(page.getByText("发布数据批次由系统管理员办理")).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("button", { name: "发布为新批次" })).toHaveCount(0);
  });

  test("the coverage matrix is walked by keyboard", async ({ page }) => {
    await page.goto("/data/coverage");
    const matrix = page.getByRole("table", { name: "覆盖矩阵" });
    await expect(matrix.getByRole("row")).toHaveCount(60);
    await page.locator('[data-cell="0,0"]').focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await expect(page.locator('[data-cell="1,1"]')).toBeFocused();
    await expectAccessible(page);
  });

  test("freshness names the age of every indicator", async ({ page }) => {
    await page.goto("/data/coverage");
    await page.getByText("数据时效", { exact: true }).click();
    await expect(page.getByRole("table", { name: "数据时效" })).toBeVisible();
    await expectAccessible(page);
  });
});

test.describe("in English", () => {
  test.use({ language: "en" });
  for (const path of [
    "/data/import",
    "/data/coverage",
    "/negative-list",
    "/datasets/ds-2",
    "/datasets/ds-1",
  ]) {
    test(`${path} is accessible and has no key without words`, async ({ page }) => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      const text = await page.locator("body").innerText();
      expect(
        text.match(/\b(data|import|coverage|negative|dataDifference|effect|dataset)\.[a-z]\w+/g),
      ).toBeNull();
      await expectAccessible(page);
    });
  }
});

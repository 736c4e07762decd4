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
    // Where the values come from is asked before anything is sent.
    const sent: string[] = [];
    page.on("request", (r) => {
      if (r.method() === "POST" && r.url().endsWith("/imports")) sent.push(r.url());
    });
    await page.getByRole("button", { name: "上传并试算" }).click();
    await expect(page.getByText("请填写")).toHaveCount(3);
    await expect(page.getByRole("textbox", { name: "标题" })).toBeFocused();
    await expectAccessible(page);
    expect(sent).toEqual([]);
    await page.getByRole("textbox", { name: "标题" }).fill("国家统计公报");
    await page.getByRole("textbox", { name: "发布机构" }).fill("统计局");
    await page.getByRole("textbox", { name: "许可" }).fill("公开");
    await page.getByRole("textbox", { name: "版本或日期" }).fill("2026-11");
    // Progress comes by events; without them the page asks again.
    await page.route("**/api/v1/jobs/*/events", (route) => route.abort());
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

  test("an upload can be stopped and leaves nothing", async ({ page }) => {
    await page.goto("/data/import");
    const before = (await (await page.request.get("/api/v1/jobs")).json()).total;
    await page.getByRole("textbox", { name: "标题" }).fill("大文件");
    await page.getByRole("textbox", { name: "许可" }).fill("公开");
    await page.getByRole("textbox", { name: "版本或日期" }).fill("2026-11");
    await page.getByLabel("选择文件（CSV、Excel 或 zip）").setInputFiles({
      name: "big.csv",
      mimeType: "text/csv",
      buffer: Buffer.alloc(30 << 20, "国家（地区）,指标代码,年份,数值\n"),
    });
    await page.route("**/api/v1/imports", () => undefined); // never answered: the upload hangs
    await page.getByRole("button", { name: "上传并试算" }).click();
    await expect(page.getByText(/已上传 .*，共 31\.5 MB/)).toBeVisible();
    await page.getByRole("button", { name: "停止上传" }).click();
    await expect(page.getByRole("button", { name: "上传并试算" })).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
    expect((await (await page.request.get("/api/v1/jobs")).json()).total).toBe(before);
  });

  test("series are fetched from the World Bank, told where from, and a broken fetch goes on", async ({
    page,
  }) => {
    await page.goto("/data/import");
    await expect(page.getByText(/服务器将与 127\.0\.0\.1:\d+ 通信/)).toBeVisible();
    const pick = page.getByRole("combobox", { name: /^指标/ });
    for (const code of ["SP.POP.TOTL", "NY.GDP.MKTP.CD"]) {
      await pick.fill(code);
      await page.getByTitle(new RegExp(`${code}$`)).click();
    }
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "开始获取并试算" }).click();
    await expect(page.getByRole("alert")).toContainText("导入失败", { timeout: 30_000 });
    await expectAccessible(page);
    await page.getByRole("button", { name: "从中断处继续" }).click();
    await expect(page.getByRole("region", { name: "数据差异" })).toContainText("100,352,199", {
      timeout: 30_000,
    });
    await expect(page.getByRole("button", { name: "发布为新批次" })).toBeDisabled();
  });

  test("where fetching is switched off, the page says so and offers none", async ({ page }) => {
    await page.route("**/api/v1/imports/world-bank", (route) =>
      route.fulfill({ json: { offered: false, host: "", indicators: [] } }),
    );
    await page.goto("/data/import");
    await expect(page.getByText(/PARKSITE_WORLDBANK_URL/)).toBeVisible();
    await expect(page.getByRole("button", { name: "开始获取并试算" })).toHaveCount(0);
  });

  test("limits of the stages are tried, then published as data with their reason", async ({ page }) => {
    await page.goto("/indicators/PS.STAGE.IDX");
    await page.getByRole("link", { name: "工业化阶段的界限与权重" }).click();
    await page.getByRole("textbox", { name: "城镇化率：后工业化阶段起点" }).fill("60");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "试算", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("工业化阶段的界限不符合要求"); // 60 is where the late stage begins
    await page.getByRole("textbox", { name: "城镇化率：后工业化阶段起点" }).fill("61");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "试算", exact: true }).click();
    await expect(page.getByRole("table", { name: "工业化阶段" }).getByRole("row").nth(1)).toBeVisible();
    await page.getByRole("button", { name: "恢复为现行" }).click();

    // What other tests rank by stays: a note alone is published.
    await page.getByRole("textbox", { name: "使用说明（中文）" }).fill("界限已与原文核对。");
    await page.getByRole("button", { name: "试算", exact: true }).click();
    await expect(page.getByText("各国的工业化阶段不变。")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("textbox", { name: "事由" }).fill("与《经济研究》2006年第6期核对");
    await page.getByRole("button", { name: "发布为新批次" }).click();
    await expect(page.getByText("工业化阶段的界限与权重有改动")).toBeVisible();
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

  test("a negative list from a file: all of it or nothing, then who saves second is told", async ({
    page,
  }) => {
    await page.goto("/negative-list");
    const template = page.waitForEvent("download");
    await page.getByRole("link", { name: "CSV 模板（中文）" }).click();
    const head = readFileSync(await (await template).path(), "utf8");
    const row = (country: string, rule: string) => `${country},轻工纺织业,${rule},测试,,公告第 2 号,,\r\n`;
    const industry = (await (await page.request.get("/api/v1/industries")).json()).items[0].name.zh;
    const file = (...rows: string[]) => ({
      name: "清单.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(head + rows.join("").replaceAll("轻工纺织业", industry)),
    });
    await page
      .getByLabel("选择文件", { exact: true })
      .setInputFiles(file(row("越南", "禁止"), row("波兰", "随意")));
    await expect(page.getByRole("table", { name: /拒绝的单元格/ })).toContainText("应为禁止、限制或鼓励");
    await expect(page.getByText(/整份文件未采用/)).toBeVisible();
    await expect(page.getByRole("button", { name: /^采用这/ })).toHaveCount(0);
    await expectAccessible(page);
    await page
      .getByLabel("选择文件", { exact: true })
      .setInputFiles(file(row("越南", "禁止"), row("波兰", "限制")));
    await page.getByRole("button", { name: "采用这 2 条" }).click();
    await expect(page.getByLabel("第 3 条国家（地区）")).toHaveValue("POL");

    // Somebody else saves first.
    const now = await (await page.request.get("/api/v1/negative-list")).json();
    const theirs = {
      title: now.title,
      entries: [...now.entries, { ...now.entries[0], iso3: "LAO" }],
      reason: "他人先改",
    };
    const put = await page.request.put("/api/v1/negative-list", {
      data: theirs,
      headers: { "If-Match": `"${now.version}"` },
    });
    expect(put.status()).toBe(200);
    await page.getByRole("textbox", { name: /事由/ }).fill("按公告第 2 号");
    await page.getByRole("button", { name: /^保存为第/ }).click();
    const dialog = page.getByRole("dialog", { name: "他人已先保存" });
    await expect(dialog.getByRole("row", { name: /老挝/ })).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "保留我的修改，并入新版" }).click();
    await page.getByRole("button", { name: `保存为第 ${now.version + 2} 版` }).click();
    await expect(page.getByText(`已保存为第 ${now.version + 2} 版`)).toBeVisible();
    const saved = await (await page.request.get("/api/v1/negative-list")).json();
    expect(saved.entries.map((e: { iso3: string }) => e.iso3).sort()).toEqual(["LAO", "MMR", "POL", "VNM"]);
  });

  test("the negative list is printed as a table without fields", async ({ page }) => {
    await page.goto("/negative-list");
    await expect(page.getByRole("button", { name: "打印" })).toBeVisible();
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("textbox")).toHaveCount(0);
    await expect(
      page.getByRole("table", { name: "负面清单" }).getByRole("row", { name: /缅甸/ }),
    ).toBeVisible();
    await expect(page.getByText(/^第 \d+ 版，/)).toBeVisible();
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
    await page.getByRole("textbox", { name: "标题" }).fill("国家统计公报");
    await page.getByRole("textbox", { name: "许可" }).fill("公开");
    await page.getByRole("textbox", { name: "版本或日期" }).fill("2026-12");
    await page.getByRole("button", { name: "上传并试算" }).click();
    await expect(page.getByRole("alert")).toContainText("PDF", { timeout: 15_000 });
    await page.goto("/data/import");
    await expect(page.getByRole("button", { name: "开始获取并试算" })).toHaveCount(0);
    await pick.setInputFiles({
      name: "a.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("国家（地区）,指标代码,年份,数值\r\n越南,SP.POP.TOTL,2023,100000002\r\n"),
    });
    await page.getByRole("textbox", { name: "标题" }).fill("国家统计公报");
    await page.getByRole("textbox", { name: "许可" }).fill("公开");
    await page.getByRole("textbox", { name: "版本或日期" }).fill("2026-12");
    await page.getByRole("button", { name: "上传并试算" }).click();
    await expect(page.getByText("发布数据批次由系统管理员办理")).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole("button", { name: "发布为新批次" })).toHaveCount(0);
  });

  test("a number opens into its source, a derived one into its inputs and theirs", async ({ page }) => {
    await page.goto("/indicators/GE.EST");
    await expect(
      page.getByRole("row", { name: /新加坡/ }).getByText("World Bank", { exact: true }),
    ).toBeVisible();
    await page.goto("/indicators/PS.STAGE.IDX");
    await expect(page.getByRole("row", { name: /新加坡/ }).getByText("推算值")).toBeVisible();

    await page.goto("/countries/KHM");
    await page.getByRole("button", { name: /^综合指数/ }).click();
    const drawer = page.getByRole("dialog");
    await expect(drawer.getByText("柬埔寨 · 工业化水平综合指数")).toBeVisible();
    const goods = drawer.getByRole("row", { name: /制造业占物质生产部门增加值比重/ });
    await expect(goods.getByText("推算值")).toBeVisible();
    await goods.getByRole("button").click();
    await drawer
      .getByRole("row", { name: /^农林渔业增加值占GDP比重/ })
      .getByRole("button")
      .click();
    await expect(drawer.getByText("柬埔寨 · 农林渔业增加值占GDP比重")).toBeVisible();
    await expect(
      drawer.getByText("open-numbers/ddf--gapminder--systema_globalis", { exact: false }),
    ).toBeVisible();
    await drawer.getByRole("button", { name: "返回上一项" }).click();
    await expect(drawer.getByText("柬埔寨 · 制造业占物质生产部门增加值比重")).toBeVisible();
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

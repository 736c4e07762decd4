import { text } from "node:stream/consumers";
import { expect, order, test } from "./fixtures";

test("a weight moves, the order follows, undo brings it back", async ({ page }) => {
  await page.goto("/workbench");
  const before = await order(page);
  expect(before).toHaveLength(59);
  const slider = page.getByRole("slider", { name: "营商环境权重" });
  await slider.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press("PageUp");
  await expect(page.getByRole("spinbutton", { name: "营商环境权重" })).not.toHaveValue("20");
  await expect.poll(() => order(page)).not.toEqual(before);
  await expect(page.getByText("权重已调整")).toBeVisible();

  // The page shows what the server answers, rank by rank.
  const numbers = await page
    .getByRole("spinbutton")
    .evaluateAll((all) => all.map((e) => e.getAttribute("value")));
  expect(numbers.map(Number).reduce((a, b) => a + b, 0)).toBeCloseTo(100, 0);

  await page.keyboard.press("Control+z");
  await expect.poll(() => order(page)).toEqual(before);
});

test("the table shows the server's ranks and scores", async ({ page }) => {
  await page.goto("/workbench?region=ASEAN");
  await expect(page.locator("tr[data-iso3]")).toHaveCount(11);
  const answer = await page.request.post("/api/v1/preview", {
    data: { modelId: "general", scope: { regions: ["ASEAN"] } },
  });
  const result: { alternatives: { iso3: string; rank: number; score: number }[] } = await answer.json();
  const shown = await page.locator("tr[data-iso3]").evaluateAll((rows) =>
    rows.map((r) => ({
      iso3: r.getAttribute("data-iso3"),
      rank: r.children[1]?.textContent,
      score: r.children[4]?.textContent,
    })),
  );
  expect(shown).toEqual(
    result.alternatives.map((a) => ({ iso3: a.iso3, rank: String(a.rank), score: a.score.toFixed(3) })),
  );
});

test("a locked weight stays while others move", async ({ page }) => {
  await page.goto("/workbench");
  await page.getByRole("button", { name: "锁定人口规模权重" }).click();
  const field = page.getByRole("spinbutton", { name: "营商环境权重" });
  await field.fill("40");
  await expect(page.getByRole("spinbutton", { name: "人口规模权重" })).toHaveValue("20");
  await expect(page.getByRole("spinbutton", { name: "战略区位权重" })).toHaveValue("13.3");
  await expect(page.getByRole("slider", { name: "人口规模权重" })).toBeDisabled();
});

test("every score leads to a cited number in two clicks", async ({ page }) => {
  await page.goto("/workbench");
  await page.locator("tr[data-iso3=VNM]").getByTitle("查看得分构成").click();
  const drawer = page.getByRole("dialog").filter({ hasText: "越南：得分构成" });
  await drawer
    .getByRole("row", { name: /^总人口/ })
    .getByRole("button")
    .click();
  const source = page.getByRole("dialog").filter({ hasText: "越南 · 总人口" });
  await expect(source.getByText("World Bank (WDI)")).toBeVisible();
  await expect(source.getByText(/CC BY/).first()).toBeVisible();
  await expect(source.getByText("sha256:", { exact: false })).toBeVisible();
  await expect(source.getByRole("list", { name: "从原始值到贡献" })).toBeVisible();
});

test("filters narrow the ranking, the address keeps them, an empty one says so", async ({ page }) => {
  await page.goto("/workbench?role=S2:node");
  await expect(page.locator("tr[data-iso3]")).toHaveCount(4);
  await page.goto("/workbench?role=S2:node&region=EU");
  await expect(page.getByText("当前筛选条件下没有候选国。")).toBeVisible();
  await page.getByRole("button", { name: "重置" }).last().click();
  await expect(page.locator("tr[data-iso3]")).toHaveCount(59);
});

test("map, bars and radar follow the choice, and charts have their tables", async ({ page }) => {
  await page.goto("/workbench?sel=VNM,POL&view=map");
  await expect(page.getByText("示意图")).toBeVisible();
  await expect(page.getByRole("button", { name: /^越南：第/ }).last()).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await page.getByRole("button", { name: /(^| )保存$/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "SVG" }).click(),
  ]);
  const saved = (await text(await download.createReadStream())).replace(/\s+/g, " ");
  // Title, source, date and both layers of dots, which must keep their colours away from the page.
  expect(saved).toContain("候选国得分与位次分布");
  expect(saved).toMatch(/数据批次 ds-\d+，评价年份 \d{4}[^<]* · \d{4}-\d{2}-\d{2}/);
  expect(saved.match(/<circle [^>]*stroke="rgb/g)).toHaveLength(2 * 59);
  await page.getByRole("button", { name: "数据表" }).click();
  await expect(page.getByRole("table", { name: "候选国得分与位次分布" }).getByRole("row")).toHaveCount(60);
  await page.getByText("雷达图").click();
  await expect(page.getByRole("img", { name: /各维度得分（雷达图）/ })).toBeVisible();
  await page.getByRole("button", { name: "数据表" }).click();
  const table = page.getByRole("table", { name: "各维度得分（雷达图）" });
  await expect(table.getByRole("row")).toHaveCount(3);
  await page.getByText("柱状图").click();
  await expect(page).toHaveURL(/view=bars/);
});

test("by keyboard: to a weight, through the table, into a score, back out", async ({ page }) => {
  await page.goto("/workbench");
  await order(page);
  await page.keyboard.press("]");
  await expect(page.getByRole("slider", { name: "人口规模权重" })).toBeFocused();
  await page.keyboard.press("]");
  await expect(page.getByRole("slider", { name: "战略区位权重" })).toBeFocused();
  const rows = page.locator("tr[data-iso3]");
  await rows.first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("c");
  await expect(rows.nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("End");
  await expect(rows.last()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "帮助" })).toBeVisible();
});

test("the last answer stays when the next one does not come", async ({ page }) => {
  await page.goto("/workbench");
  const before = await order(page);
  await page.route("**/api/v1/preview", (route) => route.abort());
  await page.getByRole("spinbutton", { name: "营商环境权重" }).fill("60");
  await expect(page.getByRole("alert")).toContainText("无法连接服务器");
  expect(await order(page)).toEqual(before);
  await page.unroute("**/api/v1/preview");
  await page.getByRole("button", { name: "重试" }).click();
  await expect.poll(() => order(page)).not.toEqual(before);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("a session that ends is renewed over the page", async ({ page, context }) => {
  await page.goto("/workbench");
  const before = await order(page);
  await page.getByRole("spinbutton", { name: "营商环境权重" }).fill("50");
  await expect.poll(() => order(page)).not.toEqual(before);
  await context.clearCookies();
  await page.getByRole("spinbutton", { name: "营商环境权重" }).fill("55");
  await expect(page.getByRole("dialog", { name: "登录已失效" })).toBeVisible();
  await expect(page.getByRole("dialog").getByLabel("用户名")).toHaveValue("analyst");
});

test("firmness: draws in the table and in their tab, stability, sweep, what decides, methods", async ({
  page,
}) => {
  await page.goto("/workbench");
  await expect(page.locator("tr[data-iso3=VNM]")).toContainText(/\d+–\d+/);
  await page.getByText("稳健性").click();
  await expect(page.getByText(/的抽样中居首/)).toBeVisible();
  await expect(page.getByRole("img", { name: /位次可接受度/ })).toBeVisible();
  await page.getByRole("tab", { name: "权重稳定区间" }).click();
  await expect(page.getByRole("row", { name: /^人口规模/ })).toContainText("20.0%");
  await page.getByRole("tab", { name: "单一权重变化" }).click();
  await expect(page.getByText(/人口规模权重在.*保持居首/)).toBeVisible();
  const answer = await page.request.post("/api/v1/preview/sweep", {
    data: { modelId: "general", node: "population" },
  });
  const sweep: { crossings: unknown[]; leads: { iso3: string }[] } = await answer.json();
  expect(sweep.leads.length).toBeGreaterThan(1);
  const crossings = page.getByRole("table", { name: "位次互换点" });
  await expect(crossings.getByRole("row")).toHaveCount(1 + sweep.crossings.length);
  await expect(page.getByRole("img", { name: /人口规模权重变化时的得分/ })).toContainText("越南居首");
  // A link equals a view, down to the part that is open.
  await expect(page).toHaveURL(/view=firmness.*firmness=sweep/);
  await page.reload();
  await expect(crossings.getByRole("row")).toHaveCount(1 + sweep.crossings.length);
  await page.getByRole("tab", { name: "什么起决定作用" }).click();
  await expect(page.getByRole("heading", { name: "首位有多稳" })).toBeVisible();
  await page.getByRole("tab", { name: "方法比较" }).click();
  await expect(page.getByText(/肯德尔 W/)).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "TOPSIS" }).first()).toBeVisible();
});

test("two countries are explained by the server's own figures", async ({ page }) => {
  await page.goto("/workbench?view=compare&sel=VNM,POL");
  const answer = await page.request.post("/api/v1/preview/explanation", {
    data: { modelId: "general", a: "VNM", b: "POL" },
  });
  const e: { scoreA: number; scoreB: number } = await answer.json();
  await expect(page.getByText(`越南领先波兰 ${(e.scoreA - e.scoreB).toFixed(3)}`)).toBeVisible();
  await expect(page.getByRole("img", { name: /从波兰到越南/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "怎样才会使波兰反超" })).toBeVisible();
});

test("the ranking on the screen is exported", async ({ page }) => {
  await page.goto("/workbench?region=ASEAN");
  await expect(page.locator("tr[data-iso3]")).toHaveCount(11);
  for (const [label, head] of [
    ["Excel 工作簿", "PK"],
    ["PDF 报告", "%PDF"],
  ] as const) {
    await page.getByRole("button", { name: "导出" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByText(label).click()]);
    const stream = await download.createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    const file = Buffer.concat(chunks);
    expect(file.length).toBeGreaterThan(5000);
    expect(file.subarray(0, head.length).toString("latin1")).toBe(head);
  }
});

test("columns are hidden and stay hidden", async ({ page }) => {
  await page.goto("/workbench");
  await order(page);
  await page.getByRole("button", { name: "选择显示的列" }).click();
  await page.getByRole("checkbox", { name: "覆盖率与缺失" }).click();
  await expect(page.getByRole("columnheader", { name: "覆盖率" })).toHaveCount(0);
  await page.reload();
  await order(page);
  await expect(page.getByRole("columnheader", { name: "覆盖率" })).toHaveCount(0);
});

test("another method is set against the model's own, and shows no columns it cannot fill", async ({
  page,
}) => {
  await page.goto("/workbench?region=ASEAN");
  await expect(page.locator("tr[data-iso3]")).toHaveCount(11);
  await expect(page.getByRole("columnheader", { name: "各维度贡献" })).toBeVisible();
  const own = await page.request.post("/api/v1/preview", {
    data: { modelId: "general", scope: { regions: ["ASEAN"] } },
  });
  const before: { alternatives: { iso3: string; rank: number }[] } = await own.json();
  await page.goto("/workbench?region=ASEAN&method=vikor");
  await expect(page.locator("tr[data-iso3]")).toHaveCount(11);
  await expect(page.getByRole("columnheader", { name: "各维度贡献" })).toHaveCount(0);
  await expect(page.locator("tr[data-iso3=VNM] td").last()).toHaveText("—");
  const shown = await page.locator("tr[data-iso3]").evaluateAll((rows) =>
    rows.map((r) => ({
      iso3: r.getAttribute("data-iso3"),
      rank: Number(r.children[1]?.textContent),
      change: r.children[2]?.textContent,
    })),
  );
  const changes = shown.map((row) => {
    const moved = (before.alternatives.find((a) => a.iso3 === row.iso3)?.rank ?? 0) - row.rank;
    return moved > 0 ? `▲${moved}` : moved < 0 ? `▼${-moved}` : "–";
  });
  expect(shown.map((row) => row.change)).toEqual(changes);
  expect(new Set(changes).size).toBeGreaterThan(1);
});

test("attainable ranks stand in the table and follow the bounds", async ({ page }) => {
  await page.goto("/workbench?region=ASEAN");
  const cell = page.locator("tr[data-iso3=VNM] td").last();
  await expect(cell).toHaveText(/^≈?\d+–\d+$/);
  await page.getByRole("checkbox", { name: "设定权重界限" }).check();
  for (const name of ["人口规模", "战略区位", "发展阶段", "城镇化水平", "营商环境"]) {
    for (const end of ["下限", "上限"]) {
      const field = page.getByRole("spinbutton", { name: `${name}权重${end}（%）` });
      await field.fill("20");
      await field.press("Enter");
    }
  }
  // No room is left: each country has the rank it has.
  await expect
    .poll(() =>
      page
        .locator("tr[data-iso3]")
        .evaluateAll((rows) =>
          rows.every(
            (r) =>
              r.lastElementChild?.textContent ===
              `${r.children[1]?.textContent}–${r.children[1]?.textContent}`,
          ),
        ),
    )
    .toBe(true);
  await page.getByRole("button", { name: "恢复模型界限" }).click();
  await expect(cell).not.toHaveText("1–1");
});

test("opportunity against risk follows scope, with its table", async ({ page }) => {
  await page.goto("/workbench?region=ASEAN&view=quadrant&sel=VNM");
  await expect(page.getByRole("img", { name: /^机会与风险/ })).toBeVisible();
  await expect(page.getByText(/11 国中有 \d+ 国机会大且风险低/)).toBeVisible();
  await page.getByRole("button", { name: "数据表" }).click();
  await expect(page.getByRole("table", { name: "机会与风险" }).getByRole("row")).toHaveCount(12);
});

test("a screen leaves countries out and says why", async ({ page }) => {
  await page.goto("/workbench?region=ASEAN");
  await expect(page.locator("tr[data-iso3]")).toHaveCount(11);
  await page.getByRole("button", { name: "初筛条件" }).click();
  await page.getByRole("combobox", { name: "添加初筛条件" }).click();
  await page.getByRole("combobox", { name: "添加初筛条件" }).fill("总人口");
  await page.getByTitle("总人口", { exact: true }).click();
  const threshold = page.getByRole("spinbutton", { name: "总人口的阈值" });
  await threshold.fill("50000000");
  await threshold.press("Tab");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: /^未参与排名/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /^文莱/ })).toContainText("低于初筛下限");
  await page.reload();
  await expect(page.getByRole("button", { name: "初筛条件（1）" })).toBeVisible();
});

test("one click makes a draft; it saves itself, undoes, and meets another tab's save", async ({
  page,
  context,
}) => {
  await page.goto("/workbench?region=ASEAN");
  await expect(page.locator("tr[data-iso3]")).toHaveCount(11);
  await page.getByRole("button", { name: "存为草稿并继续" }).click();
  await page.waitForURL(/\/workbench\/[^/?]+/);
  const saved = page.locator("[data-status]");
  await expect(saved).toHaveAttribute("data-status", "saved");
  await expect(page.locator("tr[data-iso3]")).toHaveCount(11);
  const field = page.getByRole("spinbutton", { name: "营商环境权重（%）" });
  await field.fill("40");
  await expect(saved).toContainText("2");
  await expect(saved).toHaveAttribute("data-status", "saved");
  await page.reload();
  await expect(field).toHaveValue("40");

  // Method and weights are steps of one history.
  await page.getByRole("combobox", { name: "合成方法" }).click();
  await page.getByTitle("VIKOR").click();
  await expect(saved).toContainText("3");
  await page.getByRole("button", { name: "撤销" }).click();
  await expect(saved).toContainText("4");
  await page.reload();
  await expect(page.getByText("加权和", { exact: true }).first()).toBeVisible();

  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("spinbutton", { name: "营商环境权重（%）" }).fill("30");
  await expect(other.locator("[data-status]")).toContainText("5");
  await field.fill("50");
  const conflict = page.getByRole("dialog", { name: /他人已保存/ });
  await expect(conflict.or(page.getByRole("dialog")).first()).toBeVisible();
  await expect(page.getByRole("dialog").getByRole("row")).not.toHaveCount(1);
});

test("a large run goes on over other pages and can be stopped", async ({ page }) => {
  await page.goto("/workbench?view=firmness");
  await expect(page.getByText(/的抽样中居首/)).toBeVisible();
  await page.getByRole("combobox", { name: "抽样次数" }).click();
  await page.getByTitle("1,000,000").click();
  const work = page.getByRole("region", { name: "进行中的任务" });
  await expect(work).toContainText("1,000,000");
  await page.getByRole("link", { name: "国别档案" }).click();
  await expect(work.getByRole("progressbar")).toBeVisible();
  await work.getByRole("button", { name: "停止" }).click();
  await expect(work).toContainText("已停止");
  await work.getByRole("button", { name: /^关闭/ }).click();
  await expect(work).toHaveCount(0);
});

test.describe("an empty team", () => {
  test.use({ account: "analyst-b" });
  test("is shown the first steps once, by keyboard", async ({ page }) => {
    await page.goto("/workbench");
    const steps = page.getByRole("region", { name: "首次使用" });
    await expect(steps).toContainText("第 1/4 步");
    await steps.getByRole("button", { name: "下一步" }).focus();
    await page.keyboard.press("Enter");
    await expect(steps).toContainText("调整权重");
    await page.keyboard.press("Escape");
    await expect(steps).toHaveCount(0);
    await page.reload();
    await order(page);
    await expect(steps).toHaveCount(0);
  });
});

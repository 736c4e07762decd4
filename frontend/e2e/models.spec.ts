import type { Page } from "@playwright/test";
import { expect, expectAccessible, order, test } from "./fixtures";

// The story needs its steps in order, on one model that the first step makes.
// Accessibility checks of long tables take their time on a small machine.
test.describe.configure({ mode: "serial", timeout: 150_000 });

let made = "";

/** Selects a node of the tree in the editor. */
const node = (page: Page, id: string) => page.locator(`[data-node="${id}"]`);

test("a shipped model is copied, weighted by AHP, given another value function, saved and used", async ({
  page,
}) => {
  await page.goto("/models/general");
  await expect(page.getByRole("link", { name: "修改", exact: true })).toHaveCount(0);
  await page.getByRole("link", { name: "复制到本机构" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("复制模型");
  // A copy has a name in both languages, whichever is read.
  await expect(page.getByRole("textbox", { name: "名称（英文）" })).toHaveValue(
    "General host-country model (copy)",
  );
  await expect(page.getByRole("textbox", { name: "名称（中文）" })).toHaveValue("通用东道国评价模型（副本）");

  // Five dimensions make ten pairs; judgements that contradict each other are pointed out and repaired.
  await page.getByText("层次分析（AHP）").click();
  const ahp = page.getByRole("table", { name: "层次分析（AHP）" });
  await expect(ahp.getByRole("combobox")).toHaveCount(10);
  await ahp.getByLabel("人口规模 与 战略区位").selectOption({ label: "人口规模 重要 5 倍" });
  await ahp.getByLabel("战略区位 与 发展阶段").selectOption({ label: "战略区位 重要 5 倍" });
  await ahp.getByLabel("人口规模 与 发展阶段").selectOption({ label: "发展阶段 重要 5 倍" });
  await expect(page.getByText(/判断不够一致：一致性比率 CR = /)).toBeVisible();
  await expect(ahp.getByText("建议重新考虑")).toBeVisible();
  await page.getByRole("button", { name: "按建议修改" }).click();
  for (const other of ["战略区位", "发展阶段", "城镇化水平", "营商环境"]) {
    await ahp.getByLabel(`人口规模 与 ${other}`).selectOption({ label: "人口规模 重要 3 倍" });
  }
  await ahp.getByLabel("战略区位 与 发展阶段").selectOption({ label: "同等重要（1）" });
  await expect(page.getByText(/判断基本一致/)).toBeVisible();
  await page.getByRole("button", { name: "采用所得权重" }).click();
  const share = page.getByRole("textbox", { name: "人口规模的同级权重（%）" });
  await expect.poll(async () => Number(await share.inputValue())).toBeGreaterThan(30);

  // A value function becomes a band; countries are on the curve and places move.
  await node(page, "GE.EST").click();
  await expect(page.getByRole("img", { name: /政府效能的评分函数与各国位置/ })).toBeVisible();
  await page.getByLabel("评分方式").selectOption({ label: "区间（适中为优）" });
  await page.getByRole("textbox", { name: "满分起点" }).fill("-0.5");
  await page.keyboard.press("Enter");
  await expect(page.getByText("空心点为已保存版本的得分")).toBeVisible();
  await expect(page.getByRole("table", { name: "位次变化预览" }).getByRole("row").nth(1)).toBeVisible();
  await expectAccessible(page);

  // Undo and redo.
  await page.getByRole("button", { name: "撤销" }).click();
  await expect(page.getByRole("textbox", { name: "满分起点" })).not.toHaveValue("-0.5");
  await page.getByRole("button", { name: "重做" }).click();
  await expect(page.getByRole("textbox", { name: "满分起点" })).toHaveValue("-0.5");

  await page.getByRole("button", { name: "保存为本机构模型" }).click();
  await expect(page.getByRole("heading", { name: /（副本）/, level: 1 })).toBeVisible();
  made = new URL(page.url()).pathname.split("/")[2] ?? "";
  await page.goto("/workbench");
  const before = await order(page);
  await page.goto(`/models/${made}`);
  await page.getByRole("link", { name: "用于排名" }).click();
  await expect(page).toHaveURL(new RegExp(`model=${made}`));
  await expect.poll(() => order(page)).not.toEqual(before);
});

test("the next version tells what changed, and siblings stay at 100 %", async ({ page }) => {
  await page.goto(`/models/${made}/edit`);
  await page.getByRole("textbox", { name: "营商环境的同级权重（%）" }).fill("40");
  await page.keyboard.press("Enter");
  await expect(node(page, "index").locator("..")).toContainText("下级合计 100.0%");
  await page.getByRole("button", { name: "GDP增长率（五年平均）的操作" }).click();
  await page.getByRole("menuitem", { name: "移除" }).click();
  await page.getByRole("button", { name: "保存为第 2 版" }).click();
  await expect(page.getByRole("heading", { name: "版本差异" })).toBeVisible();
  await expect(page.getByRole("row", { name: /营商环境 同级权重 .* 40\.0%/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /GDP增长率（五年平均） 移除/ })).toBeVisible();
  await expectAccessible(page);
});

test("an earlier version is seen whole, with what changed since and who moved by it", async ({ page }) => {
  await page.goto(`/models/${made}`);
  await page.getByRole("link", { name: "查看第 1 版全文" }).click();
  await expect(page).toHaveURL(new RegExp(`/models/${made}/versions/1$`));
  await expect(page.getByText(/这是第 1 版（.*），现行为第 2 版/)).toBeVisible();
  await expect(page.getByRole("row", { name: /营商环境 同级权重 .* 40\.0%/ })).toBeVisible();
  // The criterion that version 2 removed is still in version 1, with its weight and value function.
  await expect(page.getByRole("rowheader", { name: /^GDP增长率（五年平均）/ }).first()).toBeVisible();
  const moved = page.getByRole("table", { name: "由此产生的位次变化（第 1 版 → 第 2 版）" });
  await expect(moved.getByRole("row").nth(1)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "下一版" }).click();
  await expect(page.getByText(/这是现行的第 2 版/)).toBeVisible();
  await page.goto(`/models/${made}/versions/9`);
  await expect(page.getByRole("alert")).toContainText("没有找到");
});

test("what the server refuses is shown at its field", async ({ page }) => {
  await page.goto(`/models/${made}/edit`);
  await node(page, "SP.POP.TOTL").click();
  await page.getByRole("textbox", { name: "数据年限（年）" }).fill("500");
  await page.keyboard.press("Enter");
  await expect(page.getByText("数值超出范围").first()).toBeVisible();
  await expect(node(page, "SP.POP.TOTL")).toContainText("有误");
  await expectAccessible(page);
});

test("who saves second is told what the first one changed", async ({ page, request }) => {
  await page.goto(`/models/${made}/edit`);
  await page.getByRole("textbox", { name: "城镇化水平的同级权重（%）" }).fill("15");
  await page.keyboard.press("Enter");
  const { id, version, createdAt, updatedAt, kind, team, ...model } = await (
    await request.get(`/api/v1/models/${made}`)
  ).json();
  expect([id, kind].every(Boolean) && createdAt && updatedAt && team).toBeTruthy();
  model.name.zh = "别人改的名字";
  const saved = await request.put(`/api/v1/models/${made}`, {
    data: model,
    headers: { "If-Match": `"${version}"` },
  });
  expect(saved.status()).toBe(200);
  await page.getByRole("button", { name: /^保存为第/ }).click();
  const dialog = page.getByRole("dialog", { name: "他人已先保存" });
  await expect(dialog.getByRole("row", { name: /中文名称 .* 别人改的名字/ })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: /以我的内容保存为第 4 版/ }).click();
  await expect(page.getByRole("heading", { name: /（副本）/, level: 1 })).toBeVisible();
});

test("a model of a team is nobody else's, a shipped one is not edited", async ({ page }) => {
  await page.goto("/models/general/edit");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByText(/可以复制为本机构的模型/)).toBeVisible();
});

test.describe("another team", () => {
  test.use({ account: "analyst-b" });
  test("does not see it", async ({ page }) => {
    await page.goto(`/models/${made}`);
    await expect(page.getByRole("alert")).toContainText("没有找到");
  });
});

test.describe("a viewer", () => {
  test.use({ account: "viewer" });
  test("may look and not change", async ({ page }) => {
    await page.goto("/models/general");
    await expect(page.getByRole("link", { name: "复制到本机构" })).toHaveCount(0);
    await page.goto("/models/general/copy");
    await expect(page.getByRole("heading", { name: "没有访问权限" })).toBeVisible();
  });
});

for (const language of ["zh-CN", "en"] as const) {
  test.describe(language, () => {
    test.use({ language });
    test("concordance says that it is a mirror", async ({ page }) => {
      await page.goto("/models/strategy-S1/concordance");
      const zh = language === "zh-CN";
      await expect(
        page.getByText(zh ? "这是一面镜子，不是目标。" : "This is a mirror, not a target."),
      ).toBeVisible();
      await expect(page.getByText(zh ? /精确置换检验 p = / : /Exact permutation test: p = /)).toBeVisible();
      await expectAccessible(page);
    });
    test("the backtest says nothing where there is nothing", async ({ page }) => {
      const zh = language === "zh-CN";
      await page.goto("/models/general");
      await page.getByRole("link", { name: zh ? "历史回测" : "Backtest" }).click();
      await expect(page.getByText(zh ? "这是合理性检验，不是预测。" : /check of plausibility/)).toBeVisible();
      await expect(
        page.getByText(zh ? /全部落在随机范围之内/ : /within the range of chance: no/).first(),
      ).toBeVisible();
      const table = page.getByRole("table", { name: zh ? /外国直接投资/ : /foreign direct investment/ });
      await expect(
        table.getByRole("row", { name: zh ? /2010 → 2015 .*无关系/ : /2010 → 2015 .*Nothing/ }),
      ).toBeVisible();
      await expectAccessible(page);
      await page.getByLabel(zh ? "观察期" : "Ahead").selectOption("10");
      await expect(page).toHaveURL(/horizon=10/);
      await expect(page.getByRole("rowheader", { name: "2010 → 2020" }).first()).toBeVisible();
    });
    test("the editor is accessible in every way of weighting", async ({ page }) => {
      await page.goto("/models/general/copy");
      const ways =
        language === "zh-CN" ? ["排序", "最优最劣", "摆幅"] : ["Rank order", "Best–worst", "Swing"];
      for (const way of ways) {
        await page.getByText(way, { exact: true }).first().click();
        const apply = language === "zh-CN" ? "采用所得权重" : "Use these weights";
        await expect(page.getByRole("button", { name: apply })).toBeEnabled();
        await expectAccessible(page);
      }
    });
  });
}

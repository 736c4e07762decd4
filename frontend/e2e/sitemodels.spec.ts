import { expect, expectAccessible, test } from "./fixtures";

// One model, made by the first test.
test.describe.configure({ mode: "serial", timeout: 120_000 });

test("moved weights become a site model that ranks, is edited and keeps its versions", async ({ page }) => {
  await page.goto("/sites?strategy=S2");
  const table = page.getByRole("table", { name: "园址排名" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  const keep = page.getByRole("button", { name: "存为园址模型" });
  await expect(keep).toBeDisabled();
  await page.getByRole("slider", { name: "港口条件" }).fill("0.9");
  await expect(keep).toBeEnabled();
  await expect(page.getByText("51.4%")).toBeVisible(); // 0.9 of 1.75: scaled to a whole
  await keep.click();
  const dialog = page.getByRole("dialog", { name: "存为园址模型" });
  await dialog.getByRole("textbox", { name: "模型名称（中文）" }).fill("港口优先");
  await dialog.getByRole("button", { name: "存为园址模型" }).click();
  await expect(dialog.getByText("必填")).toBeVisible(); // the English name
  await dialog.getByRole("textbox", { name: "模型名称（英文）" }).fill("Harbour first");
  await dialog.getByRole("button", { name: "存为园址模型" }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/model=/);
  await expect(page.getByText("51.4%")).toBeVisible(); // now the model's own
  await expect(keep).toBeDisabled();

  // It stands among the models of sites, not among those of countries.
  await page.goto("/models");
  await expect(page.getByRole("link", { name: "通用东道国评价模型", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "港口优先" })).toHaveCount(0);
  await page.getByText("园址模型", { exact: true }).click();
  await page.getByRole("link", { name: "港口优先" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "港口优先" })).toBeVisible();
  await expect(page.getByText("港口规模分级，等距计分")).toBeVisible(); // why, beside the criterion
  await expectAccessible(page);

  // Edited: another indicator comes with its usual value function; who gains is told for the chosen strategy.
  await page.getByRole("link", { name: "修改", exact: true }).click();
  await page
    .getByRole("combobox", { name: "区域战略" })
    .selectOption({ label: "S2 以南亚地区为重点，链式布局高水平境外产业园区" });
  await page.getByRole("button", { name: "港口条件的操作" }).click();
  await page.getByRole("menuitem", { name: "添加指标" }).click();
  const pick = page.getByRole("dialog").getByRole("combobox");
  await pick.fill("工业用地价格");
  await page
    .getByTitle(/工业用地价格/)
    .first()
    .click();
  await expect(page.getByRole("img", { name: /工业用地价格的评分函数/ })).toBeVisible();
  await page.locator('[data-node="SITE.HARBOUR.SIZE"]').click();
  await expect(page.getByRole("img", { name: /港口规模等级的评分函数.*个园址有可计分的数值/ })).toBeVisible();
  await page.getByRole("textbox", { name: "港口条件的同级权重（%）" }).fill("10");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table", { name: "位次变化预览" }).getByRole("row").nth(1)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "保存为第 2 版" }).click();
  await expect(page.getByText("第 2 版", { exact: true }).first()).toBeVisible();
});

test("a kept ranking of sites stays with its version of the model until the newer one is taken", async ({
  page,
}) => {
  await page.goto("/models?of=sites");
  await page
    .getByRole("row", { name: /港口优先/ })
    .getByRole("link", { name: "用于排名" })
    .click();
  await expect(page.getByText("通用园址评价模型")).toHaveCount(0);
  await page.getByRole("button", { name: "保存为方案" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(page).toHaveURL(/\/rankings\//);
  await expect(page.getByRole("link", { name: "第 2 版" })).toBeVisible();
  const ranking = page.url();

  await page.goto("/models?of=sites");
  await page.getByRole("link", { name: "港口优先" }).click();
  await page.getByRole("link", { name: "修改", exact: true }).click();
  await page.getByRole("textbox", { name: "东道国的同级权重（%）" }).fill("50");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "保存为第 3 版" }).click();
  await expect(page.getByRole("link", { name: /园址排名 · S/ }).first()).toBeVisible(); // where it is used

  await page.goto(ranking);
  await expect(page.getByRole("link", { name: "第 2 版" })).toBeVisible();
  await page.getByRole("button", { name: "改用第 3 版" }).click();
  await expect(page.getByRole("link", { name: "第 3 版" })).toBeVisible();
});

test("a threshold keeps sites out of the ranking and says why", async ({ page }) => {
  await page.goto("/models?of=sites");
  await page.getByRole("link", { name: "港口优先" }).click();
  await page.getByRole("link", { name: "修改", exact: true }).click();
  const add = page.getByRole("combobox", { name: "添加初筛条件" });
  await add.fill("货运码头水深");
  await page
    .getByTitle(/货运码头水深/)
    .last()
    .click();
  const group = page.getByRole("group", { name: "货运码头水深" });
  await group.getByRole("textbox", { name: /货运码头水深/ }).fill("10");
  await page.keyboard.press("Enter");
  await group.getByRole("textbox", { name: "原因（中文）" }).fill("吃水不足");
  await group.getByRole("textbox", { name: "原因（英文）" }).fill("Too shallow");
  await page.getByRole("button", { name: "保存为第 4 版" }).click();
  await expect(page.getByText("不低于 10")).toBeVisible();
  await page.getByRole("link", { name: "用于排名" }).click();
  await expect(page.getByText(/初筛排除：码头水深 .*，要求≥ 10（吃水不足）/).first()).toBeVisible();
  await expect(page.getByText(/个园址未达到初筛阈值，不参与排序，列在最后。/)).toBeVisible();
  await expectAccessible(page);
});

test.describe("in English", () => {
  test.use({ language: "en" });
  test("a copy of the general model tells who gains before it is saved", async ({ page }) => {
    await page.goto("/models/site-general/copy");
    await expect(page.getByText("No place changes against the saved version.")).toBeVisible();
    await page.getByRole("textbox", { name: /^Weight of Harbour among/ }).fill("60");
    await page.keyboard.press("Enter");
    const gains = page.getByRole("table", { name: "Who gains and loses" });
    await expect(gains.getByRole("row").nth(1)).toBeVisible();
  });

  test("a layout is planned by the team's site model", async ({ page }) => {
    await page.goto("/models?of=sites");
    await page.getByRole("link", { name: "Harbour first" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Harbour first" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Plan a layout" }).click();
    await expect(page.getByText(/site model Harbour first \(/)).toBeVisible();
  });
});

import { readFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import { expect, expectAccessible, password, signedOut, test } from "./fixtures";

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

test("a candidate dragged onto the map is solved in", async ({ page }) => {
  // Both ends in sight: the browser takes the row under the pointer when the drag begins, after any scrolling.
  await page.setViewportSize({ width: 1720, height: 2400 });
  await page.goto("/layout?strategy=S2");
  await expect(page.getByText(words["zh-CN"].proven)).toBeVisible();
  const id = await page.locator("tr[data-candidate][draggable=true]").first().getAttribute("data-candidate");
  await page.locator(`tr[data-candidate="${id}"]`).dragTo(page.locator("figure"));
  await expect(page).toHaveURL(new RegExp(`in=${id}`));
  // Solved again with it, or told which conditions keep it out.
  const infeasible = page.getByRole("heading", { name: words["zh-CN"].infeasible });
  await expect(page.locator(`tr[data-site="${id}"]`).or(infeasible)).toBeVisible();
});

test("ways from China lead along sea lanes and round a closed strait; the map fills its box", async ({
  page,
}) => {
  const map = page.locator("figure").filter({ has: page.locator("svg [data-line]") });
  const ways = () =>
    map
      .locator('[data-line="china"] path:first-child')
      .evaluateAll((paths) => paths.map((p) => p.getAttribute("d") ?? ""));
  for (const width of [1280, 1720]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/layout?strategy=S2");
    await expect(map.locator('[data-line="china"]')).toHaveCount(6);
    // Five links of the chain, each along lanes.
    await expect(map.locator('[data-line="lane"]')).toHaveCount(5);
    const [water, box] = [await map.locator("svg rect").first().boundingBox(), await map.boundingBox()];
    expect(Math.abs((water?.width ?? 0) - (box?.width ?? -9))).toBeLessThan(3);
  }
  const through = await ways();
  await page.goto("/layout?strategy=S2&closed=malacca&in=port-WPI49240");
  await expect(map.locator("figcaption")).toContainText("绕开马六甲海峡");
  const round = await ways();
  expect(round.every((way) => /^M.*L/.test(way))).toBe(true);
  expect(round.filter((way) => through.includes(way))).toEqual([]);
});

test("a team's own site is planned with, and kept as it is", async ({ page }) => {
  const figures = {
    iso3: "MMR",
    lat: 16.67,
    lon: 96.25,
    portCity: true,
    type: "port",
    year: 2025,
    areaHa: 400,
  };
  const made = await page.request.post("/api/v1/own-sites", {
    data: { ...figures, name: { zh: "提拉瓦试点", en: "Thilawa trial" }, source: "survey", note: "" },
  });
  const own: { id: string; version: number } = await made.json();
  await page.goto(`/layout?strategy=S2&in=${own.id}`);
  const row = page.locator(`tr[data-site="${own.id}"]`);
  await expect(row).toContainText("提拉瓦试点");
  await page.getByRole("button", { name: story["zh-CN"].save }).click();
  await page.getByRole("dialog").getByRole("button", { name: story["zh-CN"].ok }).click();
  await page.waitForURL(/\/rankings\/(?!new)[^/]+$/);
  await expect(row).toContainText("提拉瓦试点"); // the copy, not the team's list
  const gone = await page.request.delete(`/api/v1/own-sites/${own.id}`, {
    headers: { "If-Match": `"${own.version}"` },
  });
  expect(gone.status()).toBe(204);
  await page.reload();
  await expect(row).toContainText("提拉瓦试点");
});

/** A page of somebody else's, in a browser of their own. */
async function as(browser: Browser, username: string, language: "zh-CN" | "en"): Promise<Page> {
  const context = await browser.newContext({ baseURL: process.env.PARKSITE_URL, storageState: signedOut });
  const answer = await context.request.post("/api/v1/session", { data: { username, password } });
  expect(answer.status(), `signing in as ${username}`).toBe(200);
  await context.addInitScript((l) => localStorage.setItem("parksite.language", l), language);
  return context.newPage();
}

const story = {
  "zh-CN": {
    save: "保存为方案",
    title: "方案名称",
    purpose: "用途",
    ok: /^保\s?存$/,
    out: "将科伦坡移出方案",
    in: "将科伦坡列入方案",
    undo: "撤销",
    next: "查看方案 2",
    keep: "改存第 2 个方案",
    submit: "提交审核",
    confirmSubmit: "确认提交",
    returned: "退回",
    reason: "理由",
    confirmReturn: "确认退回",
    revise: "修订",
    sure: "确定",
    answer: "对审核意见的答复与修改说明",
    round: "与第 1 轮相比",
    gap: "相邻园址至多（公里）",
    approve: "批准",
    confirmApprove: "确认批准",
    publish: "发布",
    verify: "复算核验",
    same: "复算结果与封存摘要一致",
    export: "导出",
    kind: "区域布局",
    test: "压力测试",
    malacca: "马六甲海峡关闭",
  },
  en: {
    save: "Save as a plan",
    title: "Title",
    purpose: "Purpose",
    ok: /^Save$/,
    out: "Move Colombo out of the plan",
    in: "Move Colombo into the plan",
    undo: "Undo",
    next: "Show plan 2",
    keep: "Keep plan 2 instead",
    submit: "Submit",
    confirmSubmit: "Submit",
    returned: "Return",
    reason: "Reason",
    confirmReturn: "Return",
    revise: "Revise",
    sure: "OK",
    answer: "Answer to the ministries and what was changed",
    round: "Against round 1",
    gap: "Neighbours apart, at most (km)",
    approve: "Approve",
    confirmApprove: "Approve",
    publish: "Publish",
    verify: "Recompute and verify",
    same: "Computed anew, the digest is the sealed one",
    export: "Export",
    kind: "Layout",
    test: "Stress test",
    malacca: "Strait of Malacca closed",
  },
} as const;

async function handIn(page: Page, id: string, w: (typeof story)["zh-CN" | "en"], answer?: string) {
  await page.goto(`/rankings/${id}`);
  await page.getByRole("button", { name: w.submit, exact: true }).click();
  const dialog = page.getByRole("dialog");
  if (answer) await dialog.getByLabel(w.answer).fill(answer);
  for (const box of await dialog.getByRole("checkbox").all()) await box.check();
  await expect(dialog.getByText("sha256:", { exact: false })).toBeVisible();
  await dialog.getByRole("button", { name: w.confirmSubmit, exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 60_000 }); // the server solves and tests the plan
}

for (const language of ["zh-CN", "en"] as const) {
  test(`${language}: the South Asian chain from the layout page to a published, verified plan`, async ({
    browser,
  }) => {
    test.setTimeout(600_000);
    const w = story[language];
    const title = `Chain ${language}`;

    // Plan, close Malacca, see what changes, take Colombo out and force it in: by keyboard.
    const analyst = await as(browser, "analyst", language);
    await analyst.goto("/layout?strategy=S2");
    await analyst.getByText(words[language].malacca, { exact: true }).click();
    await expect(analyst.getByText(words[language].value)).toBeVisible();
    for (const [name, address] of [
      [w.out, /out=port-WPI49240/],
      [w.in, /in=port-WPI49240/],
    ] as const) {
      await analyst.getByRole("button", { name }).focus();
      await analyst.keyboard.press("Enter");
      await expect(analyst).toHaveURL(address);
    }
    await expect(analyst.locator('tr[data-site="port-WPI49240"]')).toContainText(words[language].forced);
    const planned = await sites(analyst);

    // Saved by keyboard, it opens at its own address with the same plan.
    await analyst.getByRole("button", { name: w.save }).focus();
    await analyst.keyboard.press("Enter");
    const dialog = analyst.getByRole("dialog");
    await dialog.getByLabel(w.title).fill(title);
    await dialog.getByLabel(w.purpose).fill("2026");
    await expectAccessible(analyst);
    await dialog.getByRole("button", { name: w.ok }).focus();
    await analyst.keyboard.press("Enter");
    await analyst.waitForURL(/\/rankings\/(?!new)[^/]+$/);
    const id = new URL(analyst.url()).pathname.split("/").at(-1) ?? "";
    await expect(analyst.locator("tr[data-site]")).toHaveCount(planned.length);
    expect(await sites(analyst)).toEqual(planned);
    await expectAccessible(analyst);

    // It saves itself; another of the plans can be kept instead, and undone.
    await analyst.getByRole("button", { name: w.next }).click();
    await analyst.getByRole("button", { name: w.keep }).click();
    await expect(analyst.locator("[data-status=saved]")).toContainText("2");
    const other = await sites(analyst);
    expect(other).not.toEqual(planned);
    await analyst.reload();
    await expect(analyst.locator("tr[data-site]").first()).toBeVisible();
    expect(await sites(analyst)).toEqual(other);
    await analyst.getByRole("button", { name: w.out }).click();
    await expect(analyst.locator("[data-status=saved]")).toContainText("3");
    await analyst.getByRole("button", { name: w.undo }).click();
    await expect(analyst.locator("[data-status=saved]")).toContainText("4");
    await expect(analyst.locator('tr[data-site="port-WPI49240"]')).toBeVisible();
    await analyst.goto("/rankings");
    await expect(analyst.getByRole("row", { name: new RegExp(title) })).toContainText(w.kind);

    // A ministry returns it; the next round shows what it has instead.
    const lead = await as(browser, "lead", language);
    await handIn(lead, id, w);
    const ndrc = await as(browser, "reviewer-ndrc", language);
    await ndrc.goto(`/review/${id}`);
    await expect(ndrc.getByRole("table", { name: w.test })).toContainText(w.malacca);
    await ndrc.getByRole("button", { name: w.returned, exact: true }).click();
    const verdict = ndrc.getByRole("dialog");
    await verdict.getByLabel(w.reason).fill("1400");
    await verdict.getByRole("button", { name: w.confirmReturn, exact: true }).click();
    await expect(verdict).toBeHidden();
    await analyst.goto(`/rankings/${id}`);
    await analyst.getByRole("button", { name: w.revise }).click();
    await analyst.getByRole("button", { name: w.sure }).click();
    await analyst.locator("summary").click();
    await analyst.getByRole("spinbutton", { name: w.gap }).fill("1400");
    await analyst.keyboard.press("Tab");
    await expect(analyst.locator("[data-status=saved]")).toBeVisible();
    await handIn(lead, id, w, "1400");

    for (const ministry of ["reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"]) {
      const page = ministry === "reviewer-ndrc" ? ndrc : await as(browser, ministry, language);
      await page.setViewportSize({ width: 1720, height: 1000 });
      await page.goto(`/review/${id}`);
      await expect(page.getByRole("heading", { name: w.round })).toBeVisible();
      await expect(page.getByRole("row", { name: new RegExp(`1500 .*1400`) })).toBeVisible();
      if (ministry === "reviewer-ndrc") await expectAccessible(page);
      for (const box of await page.getByRole("checkbox").all()) await box.check();
      await page.getByRole("button", { name: w.approve, exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: w.confirmApprove, exact: true }).click();
      await expect(page.getByRole("dialog")).toBeHidden();
    }

    await lead.goto(`/rankings/${id}`);
    await lead.getByRole("button", { name: w.publish, exact: true }).click();
    await lead.getByRole("dialog").getByRole("button", { name: w.publish, exact: true }).click();
    await lead.waitForURL(`**/published/${id}`);
    await expect(lead.locator("tr[data-site]").first()).toBeVisible();
    await expectAccessible(lead);
    await lead.getByRole("button", { name: w.verify }).click();
    await expect(lead.getByText(w.same)).toBeVisible({ timeout: 60_000 });
    for (const [format, begin] of [
      [/Excel|XLSX/i, "PK"],
      [/PDF/, "%PDF-"],
    ] as const) {
      await lead.getByRole("button", { name: w.export }).click();
      const [file] = await Promise.all([
        lead.waitForEvent("download"),
        lead.getByRole("menuitem", { name: format }).click(),
      ]);
      expect(readFileSync(await file.path(), "latin1").startsWith(begin)).toBe(true);
    }
  });
}

const ranked = {
  "zh-CN": {
    save: "保存为方案",
    table: "园址排名",
    closed: "通道关闭",
    malacca: "马六甲海峡关闭",
    ranks: "位次区间",
    kind: "园址排名",
  },
  en: {
    save: "Save as scenario",
    table: "Site ranking",
    closed: "Passage closed",
    malacca: "Strait of Malacca closed",
    ranks: "Ranks",
    kind: "Sites",
  },
} as const;

for (const language of ["zh-CN", "en"] as const) {
  test(`${language}: sites are ranked, kept, reviewed and published as countries are`, async ({
    browser,
  }) => {
    test.setTimeout(300_000);
    const w = story[language];
    const r = ranked[language];
    const title = `Sites ${language}`;
    const rows = (page: Page) =>
      page.getByRole("table", { name: r.table }).locator("tbody th a").allInnerTexts();

    const analyst = await as(browser, "analyst", language);
    await analyst.goto("/sites?strategy=S2&country=IND");
    await expect(analyst.getByRole("table", { name: r.table })).toBeVisible();
    const order = await rows(analyst);
    await analyst.getByRole("button", { name: r.save }).focus();
    await analyst.keyboard.press("Enter");
    await analyst.getByRole("dialog").getByLabel(w.title).fill(title);
    await analyst.getByRole("dialog").getByLabel(w.purpose).fill("2026");
    await analyst.getByRole("dialog").getByRole("button", { name: w.ok }).focus();
    await analyst.keyboard.press("Enter");
    await analyst.waitForURL(/\/rankings\/(?!new)[^/]+$/);
    const id = new URL(analyst.url()).pathname.split("/").at(-1) ?? "";
    await expect(analyst.getByRole("table", { name: r.table })).toBeVisible();
    expect(await rows(analyst)).toEqual(order);
    await expectAccessible(analyst);
    await analyst.goto("/rankings");
    await expect(analyst.getByRole("row", { name: new RegExp(title) })).toContainText(r.kind);

    const lead = await as(browser, "lead", language);
    await handIn(lead, id, w);
    const ndrc = await as(browser, "reviewer-ndrc", language);
    await ndrc.setViewportSize({ width: 1720, height: 1000 });
    await ndrc.goto(`/review/${id}`);
    const sealed = ndrc.getByRole("table", { name: r.table });
    await expect(sealed).toContainText(r.ranks);
    expect(await rows(ndrc)).toEqual(order);
    await expectAccessible(ndrc);
    await ndrc.getByRole("button", { name: w.returned, exact: true }).click();
    const verdict = ndrc.getByRole("dialog");
    await verdict.getByLabel(w.reason).fill("Malacca");
    await verdict.getByRole("button", { name: w.confirmReturn, exact: true }).click();
    await expect(verdict).toBeHidden();

    // The second round closes Malacca, and the ministry sees which sites moved.
    await analyst.goto(`/rankings/${id}`);
    await analyst.getByRole("button", { name: w.revise }).click();
    await analyst.getByRole("button", { name: w.sure }).click();
    await analyst.getByRole("combobox", { name: r.closed }).click();
    await analyst.getByTitle(r.malacca).click();
    await expect(analyst.locator("[data-status=saved]")).toBeVisible();
    await handIn(lead, id, w, "Malacca");
    await ndrc.goto(`/review/${id}`);
    await expect(ndrc.getByRole("heading", { name: w.round })).toBeVisible();
    await expect(ndrc.locator("[data-difference]")).toContainText(r.malacca);
    for (const ministry of ["reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"]) {
      const page = ministry === "reviewer-ndrc" ? ndrc : await as(browser, ministry, language);
      const answer = await page.request.post(`/api/v1/rankings/${id}/decisions`, {
        data: { decision: "approve", comment: "ok" },
      });
      expect(answer.status()).toBe(200);
    }
    await lead.goto(`/rankings/${id}`);
    await lead.getByRole("button", { name: w.publish, exact: true }).click();
    await lead.getByRole("dialog").getByRole("button", { name: w.publish, exact: true }).click();
    await lead.waitForURL(`**/published/${id}`);
    await expect(lead.getByRole("table", { name: r.table })).toBeVisible();
    await expectAccessible(lead);
    await lead.getByRole("button", { name: w.verify }).click();
    await expect(lead.getByText(w.same)).toBeVisible({ timeout: 60_000 });
    await lead.getByRole("button", { name: w.export }).click();
    const [file] = await Promise.all([
      lead.waitForEvent("download"),
      lead.getByRole("menuitem", { name: /PDF/ }).click(),
    ]);
    expect(readFileSync(await file.path(), "latin1").startsWith("%PDF-")).toBe(true);
  });
}

const bounded = {
  "zh-CN": {
    summary: /^约束/,
    add: "增加国家（地区）",
    romania: "罗马尼亚",
    budget: "每国至多（个）",
    reset: "将“每国至多（个）”恢复默认",
    set: "改动的约束",
    kinds: "请至少选择一种园址类型。",
    stop: "停止并采用已找到的方案",
    unproven: /未证明最优/,
    again: "重新求解",
    members: "国家及其角色",
  },
  en: {
    summary: /^Bounds/,
    add: "Add a country (region)",
    romania: "Romania",
    budget: "Parks per country, at most",
    reset: "Reset “Parks per country, at most”",
    set: "Bounds that were set",
    kinds: "Choose at least one kind of site.",
    stop: "Stop and take the best found",
    unproven: /Not proven best/,
    again: "Search again",
    members: "Countries and their roles",
  },
} as const;

for (const language of ["zh-CN", "en"] as const) {
  const w = bounded[language];
  test.describe(`bounds, ${language}`, () => {
    test.use({ language });

    test("every bound stands beside its default, is set, told and put back", async ({ page }) => {
      await page.goto("/layout?strategy=S3");
      await expect(page.getByText(words[language].proven)).toBeVisible();
      await page.locator("summary", { hasText: w.summary }).click();
      await expectAccessible(page);
      // A country more, by keyboard: the paper's list ends in "and others".
      const add = page.getByRole("combobox", { name: w.add });
      await add.focus();
      await page.keyboard.type(w.romania);
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/bounds=members/);
      const budget = page.getByRole("spinbutton", { name: w.budget });
      await budget.fill("1");
      await budget.press("Tab");
      await expect(page).toHaveURL(/countryBudget%3A1/);
      const told = page.getByRole("table", { name: w.set });
      await expect(
        told.getByRole("row", { name: new RegExp(w.members.replace(/[()]/g, ".")) }),
      ).toContainText(w.romania);
      await expect(told.getByRole("row", { name: new RegExp(w.budget) })).toBeVisible();
      await expect(page.locator("[data-changed]")).toHaveCount(2);
      await expectAccessible(page);
      await page.getByRole("button", { name: w.reset }).click();
      await expect(page).not.toHaveURL(/countryBudget/);
      await expect(page.locator("[data-changed]")).toHaveCount(1);
    });

    test("what the server refuses is told at its field", async ({ page }) => {
      await page.goto("/layout?strategy=S3&bounds=kinds:");
      await expect(page.locator('[data-bound="kinds"]').getByText(w.kinds)).toBeVisible();
      await expectAccessible(page);
    });

    test("a long search tells how far it is, and stops with what it has found", async ({ page }) => {
      test.slow();
      const off = "separation,sameIndustryDistance,sameIndustryCountry,countryBudget";
      const ended = page.waitForResponse((r) => r.url().endsWith("/layouts/searches") && r.status() === 200);
      await page.goto(`/layout?strategy=S2&sites=20&off=${off}&bounds=minGapKm:100`);
      await ended;
      const stop = page.getByRole("button", { name: w.stop });
      await expect(stop).toBeVisible();
      await expect(page.locator("[data-searching]")).toContainText(/[1-9][\d,]{5,}/); // nodes
      await expectAccessible(page);
      await stop.click();
      await expect(page.getByText(w.unproven)).toBeVisible({ timeout: 5_000 });
      await expect(page.locator("tr[data-site]")).toHaveCount(20);
      await expect(page.getByRole("button", { name: w.again })).toBeVisible();
    });
  });
}

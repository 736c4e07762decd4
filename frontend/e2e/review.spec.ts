import { readFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import { expect, expectAccessible, password, signedOut, test } from "./fixtures";

type Language = "zh-CN" | "en";
const errors: string[] = [];

/** A page of somebody else's, in a browser of their own. */
async function as(browser: Browser, username: string, language: Language): Promise<Page> {
  const context = await browser.newContext({ baseURL: process.env.PARKSITE_URL, storageState: signedOut });
  const answer = await context.request.post("/api/v1/session", { data: { username, password } });
  expect(answer.status(), `signing in as ${username}`).toBe(200);
  await context.addInitScript((l) => localStorage.setItem("parksite.language", l), language);
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(`${username}: ${error.message}`));
  return page;
}

// The words the story is told with, so that both languages are walked word for word.
const words = {
  "zh-CN": {
    weight: "营商环境权重",
    save: "填写名称后保存…",
    title: "方案名称",
    purpose: "用途",
    create: "建立草稿",
    saved: /已保存第/,
    submit: "提交审核",
    confirmSubmit: "确认提交",
    answer: "对审核意见的答复与修改说明",
    returned: "退回",
    reason: "理由",
    confirmReturn: "确认退回",
    approve: "批准",
    confirmApprove: "确认批准",
    revise: "修订",
    ok: "确定",
    publish: "发布",
    verify: "复算核验",
    same: "复算结果与封存摘要一致",
    export: "导出",
    why: "请补充港口资料",
    reply: "已补充港口资料",
    changes: "变更",
    lastRound: "与第 1 轮相比",
    team: "您是提交人",
  },
  en: {
    weight: "Weight of Business environment",
    save: "Name and save…",
    title: "Title",
    purpose: "Purpose",
    create: "Create draft",
    saved: /Version \d+ saved/,
    submit: "Submit",
    confirmSubmit: "Submit",
    answer: "Answer to the ministries and what was changed",
    returned: "Return",
    reason: "Reason",
    confirmReturn: "Return",
    approve: "Approve",
    confirmApprove: "Approve",
    revise: "Revise",
    ok: "OK",
    publish: "Publish",
    verify: "Recompute and verify",
    same: "Computed anew, the digest is the sealed one",
    export: "Export",
    why: "Add the port figures",
    reply: "Port figures added",
    changes: "Changes",
    lastRound: "Against round 1",
    team: "You submitted this",
  },
} as const;

async function handIn(page: Page, id: string, w: (typeof words)[Language], answer?: string) {
  await page.goto(`/rankings/${id}`);
  await page.getByRole("button", { name: w.submit, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(w.purpose, { exact: true }).fill("2026");
  if (answer) await dialog.getByLabel(w.answer).fill(answer);
  const confirm = dialog.getByRole("button", { name: w.confirmSubmit, exact: true });
  await expect(confirm, "nothing is submitted before the self-check is done").toBeDisabled();
  for (const box of await dialog.getByRole("checkbox").all()) await box.check();
  await expect(dialog.getByText("sha256:", { exact: false })).toBeVisible();
  await expectAccessible(page);
  await confirm.click();
  await expect(dialog).toBeHidden();
}

async function approve(page: Page, id: string, w: (typeof words)[Language]) {
  await page.goto(`/review/${id}`);
  const button = page.getByRole("button", { name: w.approve, exact: true });
  await expect(button).toBeDisabled();
  for (const box of await page.getByRole("checkbox").all()) await box.check();
  await button.click();
  await page.getByRole("dialog").getByRole("button", { name: w.confirmApprove, exact: true }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

for (const language of ["zh-CN", "en"] as const) {
  test(`${language}: from the workbench to a published, exported and verified ranking`, async ({
    browser,
  }) => {
    test.setTimeout(240_000);
    const w = words[language];
    const title = `Story ${language}`;

    const analyst = await as(browser, "analyst", language);
    await analyst.goto("/workbench?region=ASEAN");
    await analyst.getByRole("spinbutton", { name: w.weight }).fill("40");
    await analyst.getByRole("link", { name: w.save }).click();
    await analyst.getByLabel(w.title, { exact: true }).fill(title);
    await expectAccessible(analyst);
    await analyst.getByRole("button", { name: w.create }).click();
    await analyst.waitForURL(/\/rankings\/(?!new)[^/]+$/);
    const id = new URL(analyst.url()).pathname.split("/").at(-1) ?? "";
    await expect(analyst.getByRole("spinbutton", { name: w.weight })).toHaveValue("40.0");
    await expect(analyst.locator("tr[data-iso3]")).toHaveCount(11);
    await analyst.getByLabel(w.purpose, { exact: true }).fill("2026");
    await expect(analyst.locator("[data-status=saved]")).toContainText("2");
    await expectAccessible(analyst);

    const lead = await as(browser, "lead", language);
    await handIn(lead, id, w);

    // Who handed it in sees it there too, but is told why they do not decide.
    await lead.goto(`/review/${id}`);
    await expect(lead.getByText(w.team, { exact: false })).toBeVisible();
    await expect(lead.getByRole("button", { name: w.approve, exact: true })).toHaveCount(0);

    const mofcom = await as(browser, "reviewer-mofcom", language);
    await mofcom.goto("/review");
    await expectAccessible(mofcom);
    await mofcom.getByRole("link", { name: title }).click();
    await expect(mofcom.locator("tr[data-iso3]").first()).toBeVisible();
    await expectAccessible(mofcom);
    await mofcom.getByRole("button", { name: w.returned, exact: true }).click();
    const dialog = mofcom.getByRole("dialog");
    const confirm = dialog.getByRole("button", { name: w.confirmReturn, exact: true });
    await expect(confirm, "no return without a reason").toBeDisabled();
    await dialog.getByLabel(w.reason).fill(w.why);
    await expectAccessible(mofcom);
    await confirm.click();
    await expect(dialog).toBeHidden();

    await analyst.goto("/rankings");
    await expect(analyst.getByText(w.why).first()).toBeVisible();
    await expectAccessible(analyst);
    await analyst.goto(`/rankings/${id}`);
    await analyst.getByRole("button", { name: w.revise }).click();
    await analyst.getByRole("button", { name: w.ok }).click();
    await expect(analyst.getByText(w.saved)).toBeVisible();
    await expect(analyst.getByText(w.why).first()).toBeVisible();
    await handIn(lead, id, w, w.reply);

    for (const ministry of ["reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"]) {
      const page = ministry === "reviewer-mofcom" ? mofcom : await as(browser, ministry, language);
      await page.goto(`/review/${id}`);
      await expect(page.getByText(w.reply).first()).toBeVisible();
      if (ministry === "reviewer-ndrc") {
        // What was asked for, and what was changed in answer.
        await page.getByText(w.changes, { exact: true }).click();
        await expect(page.getByText(w.lastRound)).toBeVisible();
        await expect(page.getByText(w.why).first()).toBeVisible();
        await expectAccessible(page);
      }
      await approve(page, id, w);
    }

    await lead.goto(`/rankings/${id}`);
    await lead.getByRole("button", { name: w.publish, exact: true }).click();
    await lead.getByRole("dialog").getByRole("button", { name: w.publish, exact: true }).click();
    await lead.waitForURL(`**/published/${id}`);
    await expectAccessible(lead);

    const media = {
      xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      pdf: "application/pdf",
    };
    const named: Record<string, RegExp> = { xlsx: /Excel/, pdf: /PDF/ };
    for (const [format, type] of Object.entries(media)) {
      await lead.getByRole("button", { name: w.export }).click();
      const [answer, download] = await Promise.all([
        lead.waitForResponse((r) => r.url().includes(`format=${format}`)),
        lead.waitForEvent("download"),
        lead.getByRole("menuitem", { name: named[format] }).click(),
      ]);
      expect(answer.headers()["content-type"]).toContain(type);
      expect(download.suggestedFilename()).toContain(`.${format}`);
      const file = readFileSync(await download.path());
      expect(file.length).toBeGreaterThan(5000);
      expect(file.subarray(0, 4).toString("latin1")).toBe(format === "pdf" ? "%PDF" : "PK\u0003\u0004");
    }

    await lead.getByRole("button", { name: w.verify }).click();
    await expect(lead.getByText(w.same)).toBeVisible();
    expect(errors, "errors in the pages").toEqual([]);
  });

  test.describe(language, () => {
    test.use({ language });
    for (const path of ["/", "/rankings", "/rankings/new", "/review", "/published", "/account"]) {
      test(`${path} of an analyst is accessible`, async ({ page }) => {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await page.waitForLoadState("networkidle");
        await expectAccessible(page);
      });
    }
    test.describe("administrator", () => {
      test.use({ account: "admin" });
      const pages = ["/", "/admin/users", "/admin/users/demo-lead", "/admin/teams", "/admin/rules", "/audit"];
      for (const path of pages) {
        test(`${path} of an administrator is accessible`, async ({ page }) => {
          await page.goto(path);
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
          await page.waitForLoadState("networkidle");
          await expectAccessible(page);
        });
      }
    });
  });
}

test("somebody else saved first: both texts are shown and one is kept", async ({ page }) => {
  const made = await page.request.post("/api/v1/rankings", {
    data: { title: "Conflict", modelId: "general" },
  });
  const ranking: { id: string } = await made.json();
  await page.goto(`/rankings/${ranking.id}`);
  await expect(page.locator("[data-status=saved]")).toBeVisible();
  const theirs = await page.request.put(`/api/v1/rankings/${ranking.id}`, {
    headers: { "If-Match": '"1"' },
    data: { title: "Theirs" },
  });
  expect(theirs.status()).toBe(200);
  await page.getByLabel("方案名称").fill("Mine");
  const dialog = page.getByRole("dialog", { name: /他人已保存/ });
  await expect(dialog.getByRole("row", { name: /方案名称/ })).toContainText("Theirs");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "用我的修改覆盖" }).click();
  await expect(page.getByRole("heading", { name: "Mine", level: 1 })).toBeVisible();
  await expect(page.locator("[data-status=saved]")).toContainText("第 3 版");
});

test("a draft is set beside another one of its team", async ({ page }) => {
  const make = async (title: string, weights: Record<string, number>) => {
    const made = await page.request.post("/api/v1/rankings", {
      data: { title, modelId: "general", scope: { regions: ["ASEAN"] }, weights },
    });
    expect(made.status(), await made.text()).toBe(201);
    const ranking: { id: string } = await made.json();
    return ranking.id;
  };
  await make("Even", {});
  const id = await make("Populous", { population: 0.8 });
  await page.goto(`/rankings/${id}`);
  await page.getByRole("button", { name: "历史版本" }).click();
  await page.getByRole("combobox", { name: "选择要对比的方案" }).fill("Even");
  await page.keyboard.press("Enter");
  const beside = page.getByRole("region", { name: "与本机构其他方案对比" });
  await expect(beside.getByRole("row", { name: /人口规模/ })).toContainText("20.0%");
  await expectAccessible(page);
});

test("the trail is verified, filtered and exported", async ({ browser }) => {
  const page = await as(browser, "admin", "zh-CN");
  await page.goto("/audit?kind=user");
  await expect(page.getByRole("row", { name: /新建用户/ }).first()).toBeVisible();
  await page.getByRole("button", { name: "核验审计链" }).click();
  await expect(page.getByText("审计链完整")).toBeVisible({ timeout: 60_000 });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "导出 CSV" }).click(),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  expect(text.startsWith("\ufeff")).toBe(true);
  expect(text.split("\r\n").length).toBeGreaterThan(9);
});

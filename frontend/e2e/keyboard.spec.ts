import type { Locator, Page } from "@playwright/test";
import { expect, password, test } from "./fixtures";

// The words of the way, so that both languages are walked word for word.
const words = {
  "zh-CN": {
    username: "用户名",
    password: "密码",
    signIn: "登录",
    home: "首页",
    skip: "跳到正文",
    workbench: "选址工作台",
    weight: "营商环境权重",
    score: /越南：得分构成/,
    close: "关闭",
    keep: "存为草稿并继续",
    scenario: "方案与提交",
    title: "方案名称",
    purpose: "用途",
    submit: "提交审核",
    confirm: "确认提交",
    state: "待审核",
    name: "仅用键盘的方案",
  },
  en: {
    username: "User name",
    password: "Password",
    signIn: "Sign in",
    home: "Home",
    skip: "Skip to content",
    workbench: "Workbench",
    weight: "Weight of Business environment",
    score: /Vietnam: how the score comes about/,
    close: "Close",
    keep: "Keep as draft",
    scenario: "Scenario and submission",
    title: "Title",
    purpose: "Purpose",
    submit: "Submit",
    confirm: "Submit",
    state: "Submitted",
    name: "By keyboard alone",
  },
} as const;

/**
 * Why what has the focus cannot be seen to have it, or nothing. A field drawn by a box around it, or hidden
 * behind its own picture such as a checkbox, may show the focus there.
 */
const unseen = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || at === document.body) return "";
    // Dialogs keep the focus inside by empty ends, which hand it on at once.
    if (at.getAttribute("aria-hidden") === "true" && at.textContent === "") return "";
    const shows = (e: Element | null | undefined) => {
      if (!e) return false;
      const s = getComputedStyle(e);
      return (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none";
    };
    const box = at.closest(".ant-input-affix-wrapper, .ant-input-number, .ant-select, label");
    const drawn = [at, at.nextElementSibling, at.parentElement, at.parentElement?.parentElement, box];
    const hidden = getComputedStyle(at).opacity === "0";
    const what = `${at.tagName} ${at.getAttribute("aria-label") ?? at.textContent.trim().slice(0, 40)}`;
    if (!(hidden ? drawn : [at, box]).some(shows)) return `${what}: no outline`;
    const r = (hidden ? (box ?? at.parentElement ?? at) : at).getBoundingClientRect();
    const outside = r.bottom <= 0 || r.right <= 0 || r.top >= innerHeight || r.left >= innerWidth;
    return outside ? `${what}: outside the window` : "";
  });

/** Presses a key until the element has the focus; every stop on the way has to show that it has it. */
async function go(page: Page, key: "Tab" | "Shift+Tab", to: Locator, most = 120) {
  for (let i = 0; i < most; i++) {
    if (await to.evaluate((e) => e === document.activeElement)) return;
    await page.keyboard.press(key);
    await expect.poll(() => unseen(page), { message: "the focus is seen" }).toBe("");
  }
  await expect(to, `reached by ${key}`).toBeFocused({ timeout: 1 });
}

/** Writes over what a field under the focus holds. */
async function write(page: Page, text: string) {
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}

test.use({ account: "nobody" });

for (const language of ["zh-CN", "en"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("by keyboard alone from the sign-in page to a submitted ranking", async ({ page }) => {
      test.setTimeout(120_000);
      const w = words[language];
      await page.goto("/signin");
      await expect(page.getByLabel(w.username), "the first field waits for its words").toBeFocused();
      expect(await unseen(page)).toBe("");
      await page.keyboard.type("lead");
      await go(page, "Tab", page.getByLabel(w.password, { exact: true }), 3);
      await page.keyboard.type(password);
      await go(page, "Tab", page.getByRole("button", { name: w.signIn, exact: true }), 3);
      await page.keyboard.press("Enter");
      await expect(page.getByRole("heading", { name: w.home, level: 1 })).toBeVisible();

      // The first stop of a page leads past the navigation, and the next one is in the page.
      const skip = page.getByRole("link", { name: w.skip });
      await go(page, "Tab", skip, 1);
      await expect(skip).toBeInViewport();
      await page.keyboard.press("Enter");
      const content = page.locator("main#content");
      await expect(content).toBeFocused();
      await page.keyboard.press("Tab");
      expect(await content.evaluate((e) => e.contains(document.activeElement))).toBe(true);

      const navigation = page.getByRole("navigation");
      await go(page, "Shift+Tab", navigation.getByRole("link", { name: w.workbench }));
      await page.keyboard.press("Enter");
      await expect(page).toHaveURL(/\/workbench/);
      const rows = page.locator("tr[data-iso3]");
      await expect(rows).toHaveCount(59);

      const slider = page.getByRole("slider", { name: w.weight, exact: true });
      const before = await slider.inputValue();
      await go(page, "Tab", slider);
      for (let i = 0; i < 3; i++) await page.keyboard.press("PageUp");
      await expect(slider).not.toHaveValue(before);
      const weight = await slider.inputValue();

      await go(page, "Tab", rows.first());
      const vietNam = page.locator('tr[data-iso3="VNM"]');
      while (!(await vietNam.evaluate((e) => e === document.activeElement))) {
        const at = await rows.evaluateAll((all) => all.findIndex((r) => r === document.activeElement));
        expect(at, "Viet Nam is met on the way down").toBeLessThan(58);
        await page.keyboard.press("ArrowDown");
        await expect(rows.nth(at + 1)).toBeFocused();
        expect(await unseen(page)).toBe("");
      }
      await page.keyboard.press("Enter");
      const drawer = page.getByRole("dialog").filter({ hasText: w.score });
      await expect(drawer).toBeVisible();
      await go(page, "Tab", drawer.getByRole("button", { name: w.close }).first(), 10);
      await page.keyboard.press("Enter");
      await expect(drawer).toBeHidden();
      await expect(vietNam, "one is back where one was").toBeFocused();

      await go(page, "Shift+Tab", page.getByRole("button", { name: w.keep, exact: true }));
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/workbench\/[^/?]+/);
      await expect(slider).toHaveValue(weight);
      await go(page, "Tab", page.getByRole("link", { name: w.scenario, exact: true }));
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/rankings\/(?!new)[^/]+$/);

      const title = page.getByLabel(w.title, { exact: true });
      await expect(title).toBeVisible();
      await go(page, "Tab", title);
      await write(page, w.name);
      await go(page, "Tab", page.getByLabel(w.purpose, { exact: true }), 3);
      await write(page, "2026");
      await expect(page.getByRole("heading", { name: w.name, level: 1 })).toBeVisible();
      await expect(page.locator("[data-status=saved]")).toBeVisible();

      const submit = page.getByRole("button", { name: w.submit, exact: true });
      await expect(submit).toBeEnabled();
      await go(page, "Shift+Tab", submit);
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      await expect(dialog.getByLabel(w.purpose, { exact: true })).toHaveValue("2026");
      const confirm = dialog.getByRole("button", { name: w.confirm, exact: true });
      await expect(confirm).toBeDisabled();
      for (const box of await dialog.getByRole("checkbox").all()) {
        await go(page, "Tab", box, 12);
        await page.keyboard.press("Space");
        await expect(box).toBeChecked();
      }
      await go(page, "Tab", confirm, 12);
      await page.keyboard.press("Enter");
      await expect(dialog).toBeHidden();
      await expect(page.getByText(w.state, { exact: true }).first()).toBeVisible();
      await expect(submit).toHaveCount(0);
    });
  });
}

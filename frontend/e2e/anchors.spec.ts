import { expect, expectAccessible, signedOut, password, test } from "./fixtures";
import type { Browser, Page } from "@playwright/test";

/** A page of somebody else's, in a browser of their own. */
async function as(browser: Browser, username: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: process.env.PARKSITE_URL, storageState: signedOut });
  const answer = await context.request.post("/api/v1/session", { data: { username, password } });
  expect(answer.status(), `signing in as ${username}`).toBe(200);
  return context.newPage();
}

const ownSite = {
  name: { zh: "迪拉瓦自有地块", en: "Thilawa own plot" },
  iso3: "MMR",
  lat: 16.68,
  lon: 96.25,
  portCity: true,
  type: "land",
  year: 2024,
  source: "管委会",
  areaHa: 400,
  landPriceUSDPerM2: 60,
};

test.use({ account: "lead" });

test("a ministry comments on another team's own site; the notice leads to its line", async ({
  page,
  browser,
}) => {
  const kept = await page.request.post("/api/v1/own-sites", { data: ownSite });
  expect(kept.status()).toBe(201);
  const own = (await kept.json()).id;
  const made = await page.request.post("/api/v1/rankings", {
    data: {
      title: "南亚园址比选",
      purpose: "选址论证",
      subject: "site",
      sites: { strategy: "S2" },
      teamSites: true,
    },
  });
  expect(made.status()).toBe(201);
  const { id }: { id: string } = await made.json();
  const sent = await page.request.post(`/api/v1/rankings/${id}/submissions`, { data: { note: "请审核" } });
  expect(sent.status()).toBe(200);

  const reviewer = await as(browser, "reviewer-ndrc");
  await reviewer.goto(`/review/${id}`);
  await reviewer.getByRole("button", { name: "对迪拉瓦自有地块提意见" }).focus();
  await reviewer.keyboard.press("Enter");
  const panel = reviewer.getByRole("dialog");
  await expect(panel.getByText("对“迪拉瓦自有地块”的意见")).toBeVisible();
  await panel.getByRole("textbox", { name: "写下意见或疑问" }).fill("请附土地权属文件");
  await panel.getByRole("button", { name: "提出意见" }).click();
  await expect(panel.getByText("请附土地权属文件")).toBeVisible();
  await expect(reviewer).toHaveURL(new RegExp(`at=site%2F${own}`));
  await expectAccessible(reviewer);

  // All comments, by place and by state.
  await panel.getByRole("button", { name: "全部意见" }).click();
  await expect(panel.getByText("待解决 1")).toBeVisible();
  await panel.getByRole("combobox", { name: "按位置筛选" }).click();
  await reviewer.getByText("迪拉瓦自有地块（1 条，待解决 1 条）").click();
  await expect(panel.getByText("对“迪拉瓦自有地块”的意见")).toBeVisible();
  await reviewer.keyboard.press("Escape");
  await expect(reviewer.getByRole("button", { name: "迪拉瓦自有地块：1 条意见，1 条待解决" })).toBeVisible();

  await page.goto("/");
  await expect(page.getByTestId("unread")).toBeVisible();
  await page.getByRole("button", { name: /通知，\d+ 条未读/ }).click();
  await page
    .getByRole("button", { name: /reviewer-ndrc 对《南亚园址比选》中的“迪拉瓦自有地块”提出了意见/ })
    .click();
  await expect(page).toHaveURL(new RegExp(`/rankings/${id}\\?at=site%2F${own}$`));
  await expect(page.getByRole("dialog").getByText("请附土地权属文件")).toBeVisible();
  await expect(
    page.getByRole("button", { name: "迪拉瓦自有地块：1 条意见，1 条待解决" }),
    "the line is scrolled to",
  ).toBeInViewport();
  await reviewer.context().close();
});

test.describe("in English", () => {
  test.use({ language: "en" });

  test("a rule and a place of a plan are commented on", async ({ page, browser }) => {
    const made = await page.request.post("/api/v1/rankings", {
      data: {
        title: "A chain of ports",
        purpose: "Layout",
        subject: "layout",
        layout: { strategy: "S2", sites: 5 },
      },
    });
    const { id }: { id: string } = await made.json();
    const sent = await page.request.post(`/api/v1/rankings/${id}/submissions`, { data: { note: "please" } });
    expect(sent.status()).toBe(200);
    const reviewer = await as(browser, "reviewer-ndrc");
    const said = await reviewer.request.post(`/api/v1/rankings/${id}/comments`, {
      data: { text: "Why so wide?", anchor: { kind: "condition", id: "chain.gap" } },
    });
    expect(said.status()).toBe(201);
    await page.goto(`/rankings/${id}?at=condition/chain.gap`);
    await expect(page.getByRole("dialog").getByText("Why so wide?")).toBeVisible();
    await page.keyboard.press("Escape");
    await page
      .getByRole("table", { name: /^Best/ })
      .getByRole("button", { name: /^Comment on / })
      .first()
      .click();
    const panel = page.getByRole("dialog");
    await panel.getByRole("textbox", { name: "A comment or a question" }).fill("Draught checked?");
    await panel.getByRole("button", { name: "Comment", exact: true }).click();
    await expect(panel.getByText("Draught checked?")).toBeVisible();
    await panel.press("Escape"); // the pressed button may be gone, and the focus with it
    await expect(panel).toBeHidden();

    // Two presses from the page to the cited source; the figure can be commented on from there.
    await page
      .getByRole("button", { name: /What the score of/ })
      .first()
      .click();
    const figures = page.getByRole("dialog").getByRole("table", { name: "Site indicators" });
    await figures.getByRole("button", { name: "Where Harbour size class comes from" }).click();
    await expect(page.getByText("Conversion to a score")).toBeVisible();
    await expect(page.getByText("Licence", { exact: true }).first()).toBeVisible();
    await page.getByRole("button", { name: "Back to all figures" }).click();
    await figures.getByRole("button", { name: /^Comment on .* Harbour size class/ }).click();
    await page.getByRole("textbox", { name: "A comment or a question" }).fill("Of which year?");
    await page.getByRole("button", { name: "Comment", exact: true }).click();
    await expect(page.getByText("Of which year?")).toBeVisible();
    await expectAccessible(page);
    await reviewer.context().close();
  });
});

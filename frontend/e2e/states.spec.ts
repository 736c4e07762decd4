import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { expect, password, signedOut, test } from "./fixtures";

// What every page says while it waits, when it fails, when it is refused and when there is nothing to show.

const requestId = "req-4f1d09";

/** A refusal as the server words it. */
const problem = (status: number, code: string) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({ status, code, requestId }),
});

const nothing = { items: [], page: 1, pageSize: 200, total: 0 };

/** Rankings and a model the pages below are opened with, made once. */
const made = { draft: "", submitted: "", model: "" };

async function as(browser: Browser, username: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL: process.env.PARKSITE_URL,
    storageState: signedOut,
  });
  const answer = await context.request.post("/api/v1/session", { data: { username, password } });
  expect(answer.status(), `signing in as ${username}`).toBe(200);
  return context.newPage();
}

test.beforeAll(async ({ browser }) => {
  const lead = await as(browser, "lead");
  const recipe = { modelId: "general", purpose: "比选", scope: { regions: ["ASEAN"] } };
  for (const title of ["草稿状态", "待审状态"]) {
    const answer = await lead.request.post("/api/v1/rankings", { data: { title, ...recipe } });
    expect(answer.status()).toBe(201);
    const { id }: { id: string } = await answer.json();
    made[title === "草稿状态" ? "draft" : "submitted"] = id;
  }
  const sent = await lead.request.post(`/api/v1/rankings/${made.submitted}/submissions`, {
    data: { note: "请审核" },
  });
  expect(sent.status()).toBe(200);
  const general = await (await lead.request.get("/api/v1/models/general")).json();
  const { description, method, params, screens, tree, version } = general;
  const name = { zh: "状态检查模型", en: "Model of states" };
  const copy = { name, description, method, params, screens, tree, basedOn: { id: "general", version } };
  const answer = await lead.request.post("/api/v1/models", { data: copy });
  expect(answer.status(), await answer.text()).toBe(201);
  const model: { id: string } = await answer.json();
  made.model = model.id;
  await lead.context().close();
});

interface Stop {
  name: string;
  path: () => string;
  account?: "lead" | "reviewer-ndrc" | "admin";
  /** What the page cannot do without. */
  asks: RegExp;
  /** Words on the page once it is there. */
  ready: string | RegExp;
  /** Nothing to show: what is answered, or another path; what the page says; the next step, if it is a control. */
  empty?: {
    asks?: RegExp;
    answer?: object;
    path?: string;
    says: string | RegExp;
    next?: { role: "link" | "button"; name: string | RegExp };
  };
}

const create = { role: "link", name: "新建方案" } as const;

const stops: Stop[] = [
  {
    name: "home",
    path: () => "/",
    asks: /\/api\/v1\/preview$/,
    ready: "四大区域布局",
    empty: {
      asks: /\/rankings\?/,
      answer: nothing,
      says: "还没有方案。可从工作台保存，或新建一个。",
      next: create,
    },
  },
  {
    name: "workbench",
    path: () => "/workbench",
    asks: /\/api\/v1\/preview$/,
    ready: /^越南$/,
    empty: {
      path: "/workbench?role=S2:node&region=EU",
      says: "当前筛选条件下没有候选国。",
      next: { role: "button", name: "重置" },
    },
  },
  {
    name: "rankings",
    path: () => "/rankings",
    asks: /\/rankings\?(?!.*state=returned)/,
    ready: "草稿状态",
    empty: { answer: nothing, says: "还没有方案。可从工作台保存，或新建一个。", next: create },
  },
  { name: "draft", path: () => `/rankings/${made.draft}`, asks: /v1\/rankings\/[^/?]+$/, ready: "方案名称" },
  {
    name: "draft in the workbench",
    path: () => `/workbench/${made.draft}`,
    asks: /v1\/rankings\/[^/?]+$/,
    ready: /^越南$/,
  },
  {
    name: "review centre",
    path: () => "/review",
    account: "reviewer-ndrc",
    asks: /\/reviews\?/,
    ready: "待审状态",
    empty: { answer: nothing, says: /没有等待审核的方案。企业提交后会列在这里/ },
  },
  {
    name: "review desk",
    path: () => `/review/${made.submitted}`,
    account: "reviewer-ndrc",
    asks: /v1\/rankings\/[^/?]+$/,
    ready: "请审核",
  },
  {
    name: "published",
    path: () => "/published",
    asks: /\/rankings\?(?!.*state=returned)/,
    ready: "已发布排名",
    empty: { answer: nothing, says: /还没有发布的排名。方案获批后/ },
  },
  {
    name: "models",
    path: () => "/models",
    asks: /\/models\?/,
    ready: "状态检查模型",
    empty: { answer: nothing, says: /没有可见的模型。请/ },
  },
  {
    name: "model editor",
    path: () => `/models/${made.model}/edit`,
    asks: /\/models\/[^/?]+$/,
    ready: /修改模型|状态检查模型/,
  },
  {
    name: "countries",
    path: () => "/countries",
    asks: /\/countries\?/,
    ready: /^越南$/,
    empty: { path: "/countries?q=没有这样的国家", says: "没有符合条件的记录，请调整筛选条件。" },
  },
  { name: "country", path: () => "/countries/VNM", asks: /v1\/countries\/VNM$/, ready: "工业化阶段" },
  {
    name: "indicators",
    path: () => "/indicators",
    asks: /\/indicators\?/,
    ready: "政府效能",
    empty: { path: "/indicators?q=没有这样的指标", says: "没有符合条件的记录，请调整筛选条件。" },
  },
  {
    name: "datasets",
    path: () => "/datasets",
    account: "admin",
    asks: /\/datasets\?/,
    ready: "第 1 批",
    empty: { answer: nothing, says: /还没有数据批次。/, next: { role: "link", name: "导入数据" } },
  },
  {
    name: "negative list",
    path: () => "/negative-list",
    account: "admin",
    asks: /v1\/negative-list$/,
    ready: /^清单条目/,
    empty: {
      answer: { version: 1, title: { zh: "", en: "" }, entries: [], updatedAt: "2026-01-31T00:00:00Z" },
      says: "清单为空：没有国家因清单被排除。",
      next: { role: "button", name: "新增条目" },
    },
  },
  {
    name: "users",
    path: () => "/admin/users",
    account: "admin",
    asks: /\/users\?/,
    ready: "reviewer-ndrc",
    empty: { answer: nothing, says: /还没有用户。/, next: { role: "button", name: "邀请用户" } },
  },
  {
    name: "teams",
    path: () => "/admin/teams",
    account: "admin",
    asks: /\/teams\?/,
    ready: /示例企业甲/,
    empty: { answer: nothing, says: /还没有机构。/, next: { role: "button", name: "新建机构" } },
  },
  {
    name: "rules",
    path: () => "/admin/rules",
    account: "admin",
    asks: /\/review-rules\?/,
    ready: "双因素认证",
    empty: {
      answer: nothing,
      says: "还没有审批规则，方案无法提交。",
      next: { role: "button", name: "新建规则" },
    },
  },
];

/** A picture of a state, kept with the results to be looked at. */
const picture = (page: Page, stop: string, state: string) =>
  page.screenshot({
    path: join(test.info().project.outputDir, "states", `${stop.replaceAll(" ", "-")}-${state}.png`),
  });

for (const stop of stops) {
  test.describe(stop.name, () => {
    test.use({ account: stop.account ?? "lead" });

    test("waits, fails, is tried again, is refused, has nothing to show", async ({ page }) => {
      let answer: { status: number; contentType: string; body: string } | undefined;
      let release: () => void = () => undefined;
      let held: Promise<void> | undefined = new Promise((resolve) => (release = resolve));
      await page.route(stop.asks, async (route) => {
        await held;
        await (answer ? route.fulfill(answer) : route.continue());
      });
      const main = page.getByRole("main");
      const ready = main.getByText(stop.ready).first();
      const alert = main.getByRole("alert").first();

      await page.goto(stop.path());
      await expect(main.getByRole("status", { name: "正在载入" }).first()).toBeVisible();
      await picture(page, stop.name, "loading");

      answer = problem(500, "internal");
      held = undefined;
      release();
      await expect(alert).toContainText("未能完成");
      await expect(alert).toContainText("系统内部错误");
      await expect(alert).toContainText(requestId);
      await picture(page, stop.name, "error");

      answer = undefined;
      await alert.getByRole("button", { name: "重试" }).click();
      await expect(ready).toBeVisible();
      await expect(main.getByText("系统内部错误")).toHaveCount(0);

      answer = problem(403, "forbidden");
      await page.reload();
      await expect(alert).toContainText("没有访问权限");
      await expect(alert).toContainText("您没有执行此操作的权限");
      await picture(page, stop.name, "forbidden");

      const { empty } = stop;
      if (!empty) return;
      answer = undefined;
      if (empty.answer) {
        const body = JSON.stringify(empty.answer);
        await page.route(empty.asks ?? stop.asks, (route) =>
          route.fulfill({ status: 200, contentType: "application/json", body }),
        );
      }
      await page.goto(empty.path ?? stop.path());
      await expect(main.getByText(empty.says).first()).toBeVisible();
      if (empty.next)
        await expect(main.getByRole(empty.next.role, { name: empty.next.name }).last()).toBeVisible();
      await picture(page, stop.name, "empty");
    });
  });
}

test.describe("stale", () => {
  test.use({ account: "lead" });

  test("a draft on older data is told of the newer, on the home page and in the draft", async ({ page }) => {
    await page.route(/\/datasets\?/, async (route) => {
      const answer = await route.fetch();
      const list = await answer.json();
      list.items.unshift({ ...list.items[0], id: "ds-later", number: 7 });
      await route.fulfill({ response: answer, json: { ...list, total: list.total + 1 } });
    });
    await page.goto("/");
    await expect(page.getByText("数据已更新到第 7 批").first()).toBeVisible();
    await picture(page, "home", "stale");
    await page.goto(`/rankings/${made.draft}`);
    await expect(page.getByText("数据已更新到第 7 批").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "改用新批次" })).toBeVisible();
    await picture(page, "draft", "stale");
  });
});

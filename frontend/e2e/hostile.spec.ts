import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import type { APIRequestContext, BrowserContext, Page } from "@playwright/test";
import { unzip, workbook } from "./archive";
import { expect, password, test } from "./fixtures";
import { start } from "./server";

// Text that would be a script, a picture, a link or a template if anything took it for more than text. It is
// stored in every field that a person can write, and every page is then opened as every role.
const img = "<img src=x onerror=hit()>";
const whole = `${img}<script>hit()</script><svg onload=hit()></svg>"'><a href=javascript:hit()>{{7*7}}\${7*7}`;
/** The text of one field; the name in it tells where it was seen. */
const text = (field: string) => `${whole} ${field}`;
/** The same for a field of a hundred characters. */
const short = (field: string) => `${img}{{7*7}} ${field}`;
const both = (field: string, of = text) => ({ zh: of(field), en: of(field) });

interface Answer {
  id: string;
  version: number;
}

let url = "";
let stop: () => Promise<void>;
let model = "";
let layoutSite = "";
const ranking = { draft: "", returned: "", published: "", withdrawn: "" };

/** Fields whose text was read on some page. */
const seen = new Set<string>();
const fields = [
  "team name",
  "ministry name",
  "person name",
  "rule name",
  "model name",
  "model description",
  "node name",
  "rationale",
  "screen reason",
  "title",
  "purpose",
  "notes",
  "submission note",
  "decision comment",
  "reason for change",
  "withdrawal reason",
  "negative list source",
  "negative list reason",
  "source title",
  "source publisher",
  "source licence",
  "indicator name",
  "indicator unit",
  "indicator note",
  "publication reason",
  "token name",
  "own site name",
];

async function call<T = Answer>(
  request: APIRequestContext,
  method: string,
  path: string,
  data?: unknown,
  version?: number,
): Promise<T> {
  const answer = await request.fetch(`/api/v1${path}`, {
    method,
    ...(data === undefined ? {} : { data }),
    ...(version === undefined ? {} : { headers: { "If-Match": `"${version}"` } }),
  });
  expect(answer.ok(), `${method} ${path}: ${answer.status()} ${(await answer.text()).slice(0, 600)}`).toBe(
    true,
  );
  return JSON.parse(answer.status() === 204 ? "null" : await answer.text());
}

const roles = ["analyst", "lead", "viewer", "reviewer-ndrc", "analyst-b", "admin"] as const;
const contexts = new Map<string, BrowserContext>();
const accidents: string[] = [];

/** Marks every way in which stored text could have come alive, in every page of the context. */
async function watched(context: BrowserContext, who: string) {
  await context.exposeFunction("hit", () => accidents.push(`${who}: a script ran`));
  await context.exposeFunction("violated", (what: string) =>
    accidents.push(`${who}: policy violated: ${what}`),
  );
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => {
      const violated: (what: string) => void = Reflect.get(window, "violated");
      violated(`${location.pathname}: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`);
    });
  });
  context.on("dialog", (dialog) => {
    if (dialog.type() === "beforeunload") return void dialog.accept(); // a draft that is left unsaved
    accidents.push(`${who}: ${dialog.type()} "${dialog.message()}"`);
    return void dialog.dismiss();
  });
  context.on("weberror", (error) => accidents.push(`${who}: ${error.error().message}`));
  context.on("page", (page) => page.on("download", (d) => accidents.push(`${who}: download of ${d.url()}`)));
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  ({ url, stop } = await start()); // the other tests' server keeps clean data
  for (const who of [...roles, "reviewer-mofcom", "reviewer-mfa"]) {
    const context = await browser.newContext({ baseURL: url, locale: "zh-CN", userAgent: text("agent") });
    await watched(context, who);
    await call(context.request, "POST", "/session", { username: who, password });
    contexts.set(who, context);
  }
  await fill();
});

test.afterAll(async () => {
  for (const context of contexts.values()) await context.close();
  await stop();
});

function as(who: string): APIRequestContext {
  const context = contexts.get(who);
  if (!context) throw new Error(`nobody is ${who}`);
  return context.request;
}

/** Stores the text in every field. */
async function fill() {
  const [analyst, lead, admin] = [as("analyst"), as("lead"), as("admin")];
  for (const [id, kind, ministry] of [
    ["demo-enterprise-a", "enterprise", undefined],
    ["demo-ministry-ndrc", "ministry", "NDRC"],
  ]) {
    const team = await call(admin, "GET", `/teams/${id}`);
    const name = both(kind === "ministry" ? "ministry name" : "team name", short);
    await call(admin, "PUT", `/teams/${id}`, { name, kind, ministry }, team.version);
  }
  for (const username of ["analyst", "lead", "reviewer-ndrc"]) {
    const person = await call(admin, "GET", `/users/demo-${username}`);
    const said = { username, name: short("person name") };
    await call(admin, "PUT", `/users/demo-${username}`, said, person.version);
  }
  const rule = await call<Answer & { ministries: string[] }>(admin, "GET", "/review-rules/demo-rule");
  const { ministries } = rule;
  const said = { name: short("rule name"), ministries, quorum: 3, deadlineDays: 30, active: true };
  await call(admin, "PUT", "/review-rules/demo-rule", said, rule.version);

  await ownData();
  await ownModel();
  const site = {
    name: both("own site name", short),
    iso3: "VNM",
    lat: 10.58,
    lon: 107.03,
    type: "port",
    year: 2025,
    source: text("own site source"),
    note: text("own site note"),
    landPriceUSDPerM2: 100,
  };
  layoutSite = (await call(analyst, "POST", "/own-sites", site)).id;
  await call(analyst, "POST", "/tokens", {
    name: short("token name"),
    scopes: ["catalogue.read"],
    expiresInDays: 30,
  });

  for (const which of ["draft", "returned", "published", "withdrawn"] as const) {
    const made = await call(analyst, "POST", "/rankings", {
      title: short("title"),
      purpose: text("purpose"),
      notes: text("notes"),
      modelId: model,
      scope: { regions: ["ASEAN"] },
    });
    ranking[which] = made.id;
    const path = `/rankings/${made.id}`;
    await call(analyst, "POST", `${path}/comments`, { text: text("comment") });
    if (which === "draft") continue;
    const submission = {
      note: text("submission note"),
      purpose: text("purpose"),
      reasonForChange: text("reason for change"),
      checklist: [{ id: "scope", done: true, note: text("check note") }],
    };
    await call(lead, "POST", `${path}/submissions`, submission);
    await call(as("reviewer-ndrc"), "POST", `${path}/comments`, { text: text("comment") });
    if (which === "returned") {
      const comment = text("decision comment");
      await call(as("reviewer-ndrc"), "POST", `${path}/decisions`, { decision: "return", comment });
      await call(lead, "POST", `${path}/revision`);
      await call(lead, "POST", `${path}/submissions`, submission);
      continue;
    }
    for (const who of ["reviewer-ndrc", "reviewer-mofcom", "reviewer-mfa"]) {
      const comment = text("decision comment");
      await call(as(who), "POST", `${path}/decisions`, { decision: "approve", comment });
    }
    await call(lead, "POST", `${path}/publication`, { note: text("publication note") });
    if (which === "withdrawn") {
      await call(lead, "POST", `${path}/withdrawal`, { reason: text("withdrawal reason") });
    }
  }
}

/** An indicator of one's own, by import, and the negative list. */
async function ownData() {
  const admin = as("admin");
  const file = workbook({
    指标定义: [
      "指标代码,中文名称,英文名称,维度,单位（中文）,单位（英文）,方向,数据来源,许可,备注（中文）,备注（英文）".split(
        ",",
      ),
      [
        "OWN.HOSTILE",
        short("indicator name"),
        short("indicator name"),
        "business",
        short("indicator unit"),
        short("indicator unit"),
        "正向",
        short("indicator source"),
        short("indicator licence"),
        text("indicator note"),
        text("indicator note"),
      ],
    ],
    数据: [
      "国家（地区）,指标代码,年份,数值".split(","),
      ["VNM", "OWN.HOSTILE", 2023, 5],
      ["THA", "OWN.HOSTILE", 2023, 6],
      ["LAO", "OWN.HOSTILE", 2023, 7],
      ["KHM", "OWN.HOSTILE", 2023, text("refused cell")],
    ],
  });
  const answer = await admin.post("/api/v1/imports", {
    multipart: {
      file: {
        name: `${short("file name")}.zip`.replaceAll("/", ""),
        mimeType: "application/zip",
        buffer: file,
      },
      sourceTitle: text("source title"),
      sourcePublisher: short("source publisher"),
      sourceLicence: short("source licence"),
      sourceVintage: "2026",
    },
  });
  expect(answer.status(), await answer.text()).toBe(202);
  const { id }: Answer = await answer.json();
  const state = async () => {
    const job = await call<{ state: string; problem?: unknown }>(admin, "GET", `/jobs/${id}`);
    return job.state === "failed" ? JSON.stringify(job.problem) : job.state;
  };
  await expect.poll(state, { timeout: 60_000 }).toBe("ready");
  await call(admin, "POST", `/imports/${id}/publication`, { reason: text("publication reason") });

  const list = await call(admin, "GET", "/negative-list");
  const entry = {
    iso3: "VNM",
    industry: "IND_LIGHT_TEXTILE",
    rule: "restricted",
    reason: both("negative list reason"),
    source: text("negative list source"),
  };
  const change = {
    title: both("negative list title", short),
    entries: [entry],
    reason: text("change reason"),
  };
  await call(admin, "PUT", "/negative-list", change, list.version);
}

interface Node {
  name: { zh: string; en: string };
  criterion?: { rationale: { zh: string; en: string } };
  children?: Node[];
}

/** A model whose every label is hostile, and which uses the indicator. */
async function ownModel() {
  const analyst = as("analyst");
  const general = await call<{ method: string; params: unknown; tree: Node }>(
    analyst,
    "GET",
    "/models/general",
  );
  const rename = (node: Node): Node => ({
    ...node,
    name: both("node name", short),
    ...(node.criterion && { criterion: { ...node.criterion, rationale: both("rationale") } }),
    ...(node.children && { children: node.children.map(rename) }),
  });
  const { method, params, tree } = general;
  const made = await call(analyst, "POST", "/models", {
    name: both("model name", short),
    description: both("model description"),
    method,
    params,
    tree: rename(tree),
    screens: [
      {
        indicator: "SP.POP.TOTL",
        op: "min",
        threshold: 4e6,
        maxAge: 5,
        missing: "pass",
        reason: both("screen reason"),
      },
    ],
  });
  model = made.id;
}

/** What a page shows as text, in its fields and in its pictures too. */
const shown = (page: Page) =>
  page.evaluate(() =>
    [
      document.body.innerText,
      ...[...document.querySelectorAll<HTMLInputElement>("input, textarea")].map((e) => e.value),
      ...[...document.querySelectorAll("option, svg text, svg title")].map((e) => e.textContent ?? ""),
      ...[...document.querySelectorAll("[title], [aria-label]")].map(
        (e) => `${e.getAttribute("title") ?? ""}\n${e.getAttribute("aria-label") ?? ""}`,
      ),
    ].join("\n"),
  );

/** Elements that only the stored text could have made. */
const grown = (page: Page) =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'img[src="x"], [onerror], [onload], iframe, object, embed, a[href^="javascript:" i], form[action^="javascript:" i]',
      ),
      ...[...document.scripts].filter((s) => s.textContent?.includes("hit()")),
    ].map((e) => e.outerHTML.slice(0, 200)),
  );

async function look(page: Page, path: string) {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  for (const box of await pictures(page)) {
    // Across each picture, so that what it says under the pointer is said.
    for (const [x, y] of [
      [0.2, 0.3],
      [0.35, 0.5],
      [0.5, 0.5],
      [0.65, 0.4],
      [0.8, 0.7],
    ] as const) {
      await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
    }
    await note(page, path);
  }
  await note(page, path);
}

/** Pictures that are in view and large enough to have something under the pointer. */
const pictures = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main svg")]
      .map((e) => e.getBoundingClientRect())
      .filter((r) => r.width > 200 && r.height > 120 && r.top >= 0 && r.top < innerHeight)
      .slice(0, 6)
      .map((r) => ({ x: r.x, y: r.y, width: r.width, height: Math.min(r.height, innerHeight - r.y) })),
  );

async function note(page: Page, path: string) {
  expect(await grown(page), `elements on ${path}`).toEqual([]);
  const said = await shown(page);
  for (const field of fields) {
    if (said.includes(text(field)) || said.includes(short(field))) seen.add(field);
  }
}

const encoded = encodeURIComponent(whole);

function pages(who: string): string[] {
  const asked = `model=${model}&region=ASEAN&sel=VNM,THA`;
  const views = [
    "table",
    "map",
    "bars",
    "radar",
    "parallel",
    "quadrant",
    "heat",
    "years",
    "firmness",
    "compare",
  ];
  return [
    "/",
    ...views.slice(0, who === "analyst" ? views.length : 3).map((view) => `/workbench?${asked}&view=${view}`),
    `/workbench?${asked}&open=VNM`,
    `/workbench?region=${encoded}&model=${encoded}&sel=${encoded}&open=${encoded}`,
    "/countries",
    "/countries/VNM",
    `/countries/${encoded}`,
    `/layout?strategy=S2&in=${layoutSite}`,
    `/layout?strategy=${encoded}&why=${encoded}&in=${encoded}`,
    "/sites?strategy=S2&country=VNM",
    `/sites/${layoutSite}`,
    "/models",
    `/models/${model}`,
    `/models/${model}/edit`,
    `/models/${model}/copy`,
    `/models/${model}/concordance`,
    "/indicators",
    "/indicators/OWN.HOSTILE",
    "/datasets",
    "/datasets/ds-2",
    "/data/import",
    "/data/coverage",
    "/negative-list",
    "/sources",
    "/rankings",
    "/rankings/new",
    ...Object.values(ranking).flatMap((id) => [`/rankings/${id}`, `/review/${id}`]),
    "/review",
    "/published",
    `/published/${ranking.published}`,
    `/published/${ranking.withdrawn}`,
    "/admin/users",
    "/admin/users/demo-analyst",
    "/admin/teams",
    "/admin/rules",
    "/audit",
    "/account",
    `/signin?from=${encoded}&next=javascript:hit()`,
    `/invitation#${encoded}`,
    `/${encoded}`,
  ];
}

for (const who of roles) {
  test(`no page comes alive for ${who}`, async () => {
    test.setTimeout(600_000);
    const page = await contexts.get(who)?.newPage();
    if (!page) throw new Error(`nobody is ${who}`);
    for (const path of pages(who)) await look(page, path);
    await page.close();
    expect(accidents).toEqual([]);
  });
}

test("every field was read on some page", () => {
  expect(fields.filter((field) => !seen.has(field))).toEqual([]);
});

test("reports hold the text as text: no formula, no link, no script", async () => {
  const lead = as("lead");
  for (const lang of ["zh", "en"]) {
    const report = async (format: string) => {
      const answer = await lead.get(
        `/api/v1/rankings/${ranking.published}/report?format=${format}&lang=${lang}`,
      );
      expect(answer.status(), `${format}: ${await answer.text()}`).toBe(200);
      return answer.body();
    };
    const book = unzip(await report("xlsx"));
    const strings = [...book.values()].join("\n");
    const escaped = img.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    expect(strings, "the sheets hold the title").toContain(escaped);
    expect(strings).not.toContain(img);
    for (const [name, part] of book) {
      expect(name).not.toMatch(/externalLink|vbaProject|activeX|oleObject/i);
      expect(part, name).not.toMatch(/Target="javascript:/i);
      for (const [, formula] of part.matchAll(/<f[^>]*>([^<]*)<\/f>/g)) {
        expect(formula, "formulas are the program's own").not.toMatch(
          /hit|onerror|HYPERLINK|WEBSERVICE|DDE/i,
        );
      }
    }
    const pdf = await report("pdf");
    const streams = [pdf.toString("latin1")];
    for (let from = pdf.indexOf("stream\n"); from >= 0; from = pdf.indexOf("stream\n", from + 7)) {
      if (pdf.subarray(from - 3, from).toString() === "end") continue;
      try {
        streams.push(inflateSync(pdf.subarray(from + 7)).toString("latin1"));
      } catch {
        streams.push(pdf.subarray(from + 7, pdf.indexOf("endstream", from)).toString("latin1"));
      }
    }
    expect(streams.length).toBeGreaterThan(3);
    for (const part of [streams[0] ?? ""]) {
      expect(part).not.toMatch(/\/(JavaScript|JS|OpenAction|AA|Launch|EmbeddedFile|SubmitForm)\b/);
      expect(part).not.toMatch(/\/URI\s*\(\s*javascript:/i);
    }
    const csv = (await report("csv")).toString();
    expect(csv).toContain("VNM");
  }
});

test("direction overrides and other hidden characters are refused in names", async () => {
  const analyst = as("analyst");
  for (const hidden of ["\u202e", "\u2066", "\u200b", "\u0000", "\u001b", "\ufeff"]) {
    const title = `a${hidden}b`;
    const refused = [
      analyst.post("/api/v1/rankings", { data: { title, modelId: "general" } }),
      analyst.post("/api/v1/tokens", { data: { name: title, scopes: ["catalogue.read"], expiresInDays: 1 } }),
      analyst.post(`/api/v1/rankings/${ranking.draft}/comments`, { data: { text: title } }),
      as("admin").post("/api/v1/teams", { data: { name: { zh: title, en: title }, kind: "enterprise" } }),
      as("admin").post("/api/v1/users", { data: { username: "new.person", name: title } }),
    ];
    for (const answer of await Promise.all(refused)) {
      expect(answer.status(), `${JSON.stringify(title)}: ${answer.url()}`).toBe(400);
    }
  }
});

test("saved pictures are pictures", async () => {
  const page = await contexts.get("analyst")?.newPage();
  if (!page) throw new Error("nobody is analyst");
  await page.goto(`/workbench?model=${model}&region=ASEAN&view=bars&sel=VNM,THA`);
  await page.getByRole("figure").getByRole("button", { name: "保存" }).first().hover();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "SVG" }).click(),
  ]);
  const svg = readFileSync(await download.path(), "utf8");
  expect(svg).toMatch(/^<svg /);
  expect(svg, "labels are text").toContain("&lt;img src=x");
  const tags = svg.replace(/>[^<]*</g, "><");
  expect(tags).not.toMatch(/<script|<img|<foreignObject|\son\w+=|javascript:/i);
  await page.close();
});

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { en } from "../src/i18n/en";
import { zh } from "../src/i18n/zh";

const root = join(import.meta.dirname, "..", "..");
const source = join(import.meta.dirname, "..", "src");

function files(dir: string, wanted: (path: string) => boolean): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory())
      return ["node_modules", "testdata", "dist"].includes(entry.name) ? [] : files(path, wanted);
    return wanted(path) ? [path] : [];
  });
}

const variables = (text: string) => [...text.matchAll(/{{\s*(\w+)\s*}}/g)].map((m) => m[1]).sort();

describe("catalogues", () => {
  test("hold the same keys with the same variables", () => {
    const english: Record<string, string> = en;
    expect(Object.keys(english).sort()).toEqual(Object.keys(zh).sort());
    const unlike = Object.entries(zh).filter(
      ([key, text]) => variables(text).join() !== variables(english[key] ?? "").join(),
    );
    expect(unlike.map(([key]) => key)).toEqual([]);
  });

  test("no phrase is empty, and no English one holds Chinese", () => {
    const mayBeEmpty = ["app.sentenceSpace"];
    const empty = Object.entries(zh).filter(([key, text]) => !text && !mayBeEmpty.includes(key));
    expect(empty.map(([key]) => key)).toEqual([]);
    const mixed = Object.entries(en).filter(
      ([key, text]) => /[\u4e00-\u9fff]/.test(text) && key !== "app.otherLanguage",
    );
    expect(mixed.map(([key]) => key)).toEqual([]);
  });

  test("a Chinese phrase is Chinese, but for names, codes and units", () => {
    const latin = Object.entries(zh).filter(
      ([, text]) => /[A-Za-z]{3,}/.test(text) && !/[\u4e00-\u9fff]/.test(text),
    );
    const names = [
      "English",
      "TOPSIS",
      "VIKOR",
      "PROMETHEE II",
      "WASPAS",
      "EDAS",
      "COPRAS",
      "MARCOS",
      "CODAS",
      "MOORA",
      "Excel",
      "PDF",
      "CSV",
      "JSON",
    ];
    const odd = latin.filter(
      ([, text]) => !names.includes(text.replace(/{{.*?}}/g, "").trim()) && variables(text).length === 0,
    );
    expect(odd.map(([key]) => key)).toEqual([]);
  });
});

test("the strategies' sentences are the paper's, to the character, and each is translated", () => {
  const table = readFileSync(join(root, "seeds", "strategies.csv"), "utf8");
  for (const id of ["S1", "S2", "S3", "S4"] as const) {
    const row = table.split("\n").find((line) => line.startsWith(`${id},`));
    expect(row).toContain(`,${zh[`layout.sentence.${id}`]},`);
  }
  const ids = new Set([...table.matchAll(/^(S\d+),/gm)].map((m) => m[1]));
  expect(Object.keys(en).filter((key) => key.startsWith("layout.sentence."))).toHaveLength(ids.size);
});

const shownAttributes = [
  "title",
  "label",
  "placeholder",
  "alt",
  "aria-label",
  "aria-description",
  "caption",
  "tab",
];

/** Sentences and words written into a component instead of the catalogues. */
function phrasesIn(path: string): string[] {
  const file = ts.createSourceFile(
    path,
    readFileSync(path, "utf8"),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found: string[] = [];
  const words = (text: string) => /\p{L}{2,}/u.test(text);
  const chinese = (text: string) => /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/.test(text);
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && words(node.text)) found.push(node.text.trim());
    if (
      ts.isJsxAttribute(node) &&
      shownAttributes.includes(node.name.getText(file)) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer) &&
      words(node.initializer.text)
    ) {
      found.push(node.initializer.text);
    }
    if (
      (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) &&
      chinese(node.text)
    ) {
      found.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

// Names of keys and of file formats, and identifiers: they stand in a component and are no phrases.
const noPhrases = [/^Ctrl K$/, /^(SVG|PNG|CSV|JSON|PDF)$/, /^[a-z]\w*(\.\w+)*$/];

test("no phrase stands outside the catalogues", () => {
  const paths = files(source, (p) => /\.tsx?$/.test(p) && !/\.(test|gen)\.|[/\\]i18n[/\\]/.test(p));
  expect(paths.length).toBeGreaterThan(40);
  const found = paths.flatMap((p) =>
    phrasesIn(p)
      .filter((text) => !noPhrases.some((ok) => ok.test(text)))
      .map((text) => `${relative(source, p)}: ${text}`),
  );
  expect(found).toEqual([]);
});

// Functions of the Go code that take a code on its way into a fault, besides fault.New, Newf and As.
const carriers = "add|unknown|refuse|say|deny|gone|pathVersion|bad|broken|check|fail|no|reject";

/** Every code the Go code can put into a fault or a field of one, with the file it stands in. */
function faultCodes(): Map<string, string> {
  const paths = ["internal", "handlers", "seeds", "scoring"].flatMap((dir) =>
    files(join(root, dir), (p) => p.endsWith(".go") && !p.endsWith("_test.go") && !p.includes("openapi")),
  );
  const code = String.raw`"([a-z][A-Za-z]*(?:\.[A-Za-z]+)*)"`;
  const dotted = String.raw`"([a-z][A-Za-z]*(?:\.[A-Za-z]+)+)"`;
  const argument = String.raw`(?:"[^"]*"|[^",()]+|\([^()]*\))(?:\s*\+\s*"[^"]*")?`;
  const patterns = [
    new RegExp(
      String.raw`fault\.(?:New|Newf|As)\((?:[^,()]|\([^()]*\))+,\s*(?:fault\.\w+|\w+),\s*${code}`,
      "g",
    ),
    new RegExp(String.raw`fault\.Field\{\s*Field:[^}]*?Code:\s*${code}`, "g"),
    new RegExp(String.raw`\b(?:${carriers})\((?:${argument},\s*)*${dotted}`, "g"),
    new RegExp(String.raw`\bReason\w*\s+Reason\s*=\s*${code}`, "g"),
  ];
  const found = new Map<string, string>();
  for (const path of paths) {
    const text = readFileSync(path, "utf8");
    for (const pattern of patterns) {
      for (const match of text.matchAll(pattern)) if (match[1]) found.set(match[1], relative(root, path));
    }
    // Stored things share their code: kind + ".notFound", ".exists", ".stale".
    for (const match of text.matchAll(/noun\[[^\]]*\]\{[^}]*?kind:\s*"(\w+)"/g)) {
      for (const what of ["notFound", "exists", "stale"])
        found.set(`${match[1]}.${what}`, relative(root, path));
    }
  }
  return found;
}

test("every code of a fault has its words", () => {
  const codes = faultCodes();
  expect(codes.size).toBeGreaterThan(100);
  const silent = [...codes]
    .filter(([code]) => !(`fault.${code}` in zh))
    .map(([code, path]) => `${code} (${path})`);
  expect(silent).toEqual([]);
});

test("every reason and warning of a result has its words", () => {
  const result = readFileSync(join(root, "internal", "appraisal", "result.go"), "utf8");
  const reasons = /Reason\s+string\s+`json:"reason" enums:"([^"]+)"`/.exec(result)?.[1]?.split(",") ?? [];
  expect(reasons).toContain("noData");
  expect(reasons.filter((r) => !(`excluded.${r}` in zh))).toEqual([]);
  const statuses = /enums:"(observed[^"]+)"/.exec(result)?.[1]?.split(",") ?? [];
  expect(statuses).toContain("stale");
  expect(statuses.filter((s) => !(`status.${s}` in zh))).toEqual([]);
});

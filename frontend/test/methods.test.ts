import { expect, test } from "vitest";
import { formulas, topicIDs, topicsOf } from "../src/features/help/topics";
import { methods as en } from "../src/i18n/en/methods";
import { methods as zh } from "../src/i18n/zh/methods";

test("every method is told in both languages, with a formula", () => {
  for (const id of topicIDs) {
    expect(formulas[id], id).toMatch(/[=≤≥≈]|max/);
    for (const key of ["title", "what", "use", "limit"] as const) {
      expect(zh[id][key], `${id}.${key}`).toMatch(/[\u4e00-\u9fff]|TOPSIS|VIKOR|PROMETHEE/);
      expect(en[id][key], `${id}.${key}`).not.toMatch(/[\u3000-\u303f\u4e00-\u9fff]/);
      expect(en[id][key].length, `${id}.${key}`).toBeGreaterThan(4);
    }
  }
});

test("pages lead to the methods they show", () => {
  expect(topicsOf("/workbench", "firmness")).toContain("stability");
  expect(topicsOf("/workbench", "compare")[0]).toBe("difference");
  expect(topicsOf("/countries/VNM", null)).toContain("stage");
  expect(topicsOf("/published/x", null)).toContain("digest");
  expect(topicsOf("/layout", null)).toContain("layout");
});

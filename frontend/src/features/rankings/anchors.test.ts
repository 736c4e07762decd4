import { expect, test } from "vitest";
import type { Comment } from "../../api/types";
import { places, read, threadsAt, within, written } from "./anchors";

const said = (anchor: Comment["anchor"], more: Partial<Comment> = {}): Comment => ({
  id: "c1",
  version: 1,
  createdAt: "",
  updatedAt: "",
  ranking: "r1",
  rankingVersion: 1,
  round: 1,
  thread: "",
  anchor,
  audience: "parties",
  team: "ndrc",
  teamName: { zh: "", en: "" },
  username: "reviewer-ndrc",
  text: "x",
  answered: false,
  actions: [],
  ...more,
});

test("a place is read back from the address as it was written", () => {
  for (const text of [
    "ranking",
    "country/VNM",
    "site/port-1",
    "siteCriterion/port-1/SITE.PIER.DEPTH",
    "condition/chain.gap",
  ]) {
    const anchor = read(text);
    expect(anchor && written(anchor)).toBe(text);
  }
  for (const text of ["", "all", "city/x", "site", "site/", "ranking/x"])
    expect(read(text), text).toBeUndefined();
});

test("a figure of a site is of that site and of no other", () => {
  const depth = { kind: "siteCriterion", id: "port-1/SITE.PIER.DEPTH" } as const;
  expect(within(depth, { kind: "site", id: "port-1" })).toBe(true);
  expect(within(depth, { kind: "site", id: "port-10" })).toBe(false);
  expect(within(depth, { kind: "site", id: "port" })).toBe(false);
  expect(within({ kind: "site", id: "port-1" }, depth)).toBe(false);
  expect(within(depth, depth)).toBe(true);
});

test("threads are counted where they begin", () => {
  const settled = { by: "u", username: "u", at: "" };
  const comments = [
    said({ kind: "site", id: "port-1" }),
    said({ kind: "siteCriterion", id: "port-1/SITE.SEA.CHN" }, { settled }),
    said({ kind: "site", id: "port-1" }, { thread: "c1" }),
    said({ kind: "condition", id: "chain.gap" }),
    said({ kind: "site", id: "port-1" }, { settled }),
  ];
  expect(threadsAt(comments, { kind: "site", id: "port-1" })).toHaveLength(3);
  expect(places(comments)).toEqual([
    { anchor: { kind: "site", id: "port-1" }, open: 1, total: 2 },
    { anchor: { kind: "siteCriterion", id: "port-1/SITE.SEA.CHN" }, open: 0, total: 1 },
    { anchor: { kind: "condition", id: "chain.gap" }, open: 1, total: 1 },
  ]);
});

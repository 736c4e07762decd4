import { expect, test } from "vitest";
import { ticks } from "./ticks";

test("linear axes carry round numbers", () => {
  expect(ticks(15, 100, false)).toEqual([20, 40, 60, 80, 100]);
  expect(ticks(-2.4, 2, false)).toEqual([-2, -1, 0, 1, 2]);
  expect(ticks(25000, 41000, false)).toEqual([25000, 30000, 35000, 40000]);
  expect(ticks(0.1, 0.2, false)).toEqual([0.1, 0.12, 0.14, 0.16, 0.18, 0.2]);
});

test("logarithmic axes carry powers of ten, or parts of them where there are few", () => {
  expect(ticks(300_000, 1_500_000_000, true)).toEqual([1e6, 1e7, 1e8, 1e9]);
  expect(ticks(20, 220, true)).toEqual([20, 50, 100, 200]);
  expect(ticks(8, 150, true)).toEqual([10, 20, 50, 100]);
  expect(ticks(10, 20, true)).toEqual([10, 12, 14, 16, 18, 20]);
});

test("a single value is its own tick", () => {
  expect(ticks(3, 3, false)).toEqual([3]);
});

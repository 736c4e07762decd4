import { expect, test } from "vitest";
import { effectOn } from "./assume";

const order = (text: string) => new Map([...text].map((c, i) => [c, i + 1]));

test("who leaves the first few, who enters, and how far the first moved", () => {
  expect(effectOn(order("abcd"), order("abcd"), 2)).toEqual({ left: [], entered: [], places: 0 });
  expect(effectOn(order("abcd"), order("bacd"), 2)).toEqual({ left: [], entered: [], places: 2 });
  expect(effectOn(order("abcd"), order("cabd"), 2)).toEqual({ left: ["b"], entered: ["c"], places: 2 });
  // b is not ranked any more: behind the three that are.
  expect(effectOn(order("abcd"), order("acd"), 2)).toEqual({ left: ["b"], entered: ["c"], places: 2 });
});

import { expect, test } from "vitest";
import { placeLabels } from "./labels";

const frame = { width: 300, height: 200 };
const dot = (id: string, x: number, y: number, named = true) => ({ id, x, y, r: 8, text: "马来西亚", named });

test("right of the dot when there is room, left at the right edge", () => {
  expect(placeLabels([dot("a", 50, 50)], frame, 16)).toEqual([{ id: "a", x: 61, y: 50, anchor: "start" }]);
  expect(placeLabels([dot("a", 280, 50)], frame, 16)[0]?.anchor).toBe("end");
});

test("two neighbours do not write over each other", () => {
  const [first, second] = placeLabels([dot("a", 100, 100), dot("b", 100, 112)], frame, 16);
  expect(first?.anchor).toBe("start");
  expect(second?.anchor).not.toBe("start");
});

test("a name without room is left out, and unnamed dots keep theirs", () => {
  const crowd = [dot("a", 40, 12), dot("b", 72, 12, false), dot("c", 14, 12, false), dot("d", 40, 40, false)];
  expect(placeLabels(crowd, { width: 120, height: 60 }, 16)).toEqual([]);
});

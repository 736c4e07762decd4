import { describe, expect, test } from "vitest";
import { fit, landIn } from "./frame";

describe.each(["ASEAN", "South Asia", "EU", "South America"] as const)("the frame of %s", (region) => {
  const land = landIn(region);
  test.each([320, 560, 830, 1240, 1660])("fills a box of %i pixels and shows the whole core", (width) => {
    const f = fit(land, width);
    const seen = f.width / f.scale;
    expect(f.left).toBeGreaterThanOrEqual(0);
    expect(f.left + seen).toBeLessThanOrEqual(land.width + 0.5);
    expect(f.left).toBeLessThanOrEqual(land.core.left + 0.5);
    expect(f.left + seen).toBeGreaterThanOrEqual(land.core.left + land.core.width - 0.5);
    expect(f.height).toBeCloseTo(f.scale * land.height);
    expect(f.height).toBeLessThanOrEqual(Math.max(620, width / 2.5));
  });
});

test("a place lies where the outline has it", () => {
  const land = landIn("South America");
  const [x, y] = land.place(-84, 14); // the core's corner
  expect(x).toBeCloseTo(land.core.left, 0);
  expect(y).toBeCloseTo(0);
});

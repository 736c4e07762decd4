import { geoNaturalEarth1 } from "d3-geo";
import { describe, expect, test } from "vitest";
import { insets, world } from "./outline.gen";
import { onInset, onWorld } from "./project";

describe("projection at run time agrees with the outline's", () => {
  const d3 = geoNaturalEarth1()
    .rotate([-world.centre, 0])
    .scale(world.scale)
    .translate([world.width / 2, world.top]);

  test.each([
    ["Hanoi", 105.84, 21.02],
    ["Lisbon", -9.14, 38.72],
    ["Santiago", -70.65, -33.46],
    ["Brasília", -47.93, -15.78],
    ["Malé", 73.51, 4.18],
    ["Helsinki", 24.94, 60.17],
  ])("%s", (_, lon, lat) => {
    const [x, y] = onWorld(lon, lat);
    const [dx, dy] = d3([lon, lat]) ?? [NaN, NaN];
    expect(x).toBeCloseTo(dx, 2);
    expect(y).toBeCloseTo(dy, 2);
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(world.width);
  });

  test("corners of a frame", () => {
    expect(onInset("EU", insets.EU.west, insets.EU.north)).toEqual([0, 0]);
    const [x, y] = onInset("ASEAN", 142, -12);
    expect(x).toBeCloseTo(insets.ASEAN.width, 0);
    expect(y).toBeCloseTo(insets.ASEAN.height, 0);
  });
});

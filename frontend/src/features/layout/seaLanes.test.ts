import { describe, expect, test } from "vitest";
import { legsOf, pathsOf } from "./seaLanes";

const same = (lon: number, lat: number): [number, number] => [lon, lat];

describe("a way on the map", () => {
  const leg = {
    points: [
      [122, 30],
      [180, 20],
      [250, -10],
      [283, -12],
    ],
    startFar: false,
    endFar: false,
  };

  test("is laid where the site lies, past 180°", () => {
    expect(pathsOf(leg, same, { end: "end", lon: -77 }).lane).toBe(
      "M-238.0,30.0L-180.0,20.0L-110.0,-10.0L-77.0,-12.0",
    );
    expect(pathsOf(leg, same, { end: "start", lon: 122 }).lane).toMatch(/^M122\.0,30\.0L180/);
  });

  test("leaves long straight legs to the dashed line", () => {
    const { lane, straight } = pathsOf({ ...leg, endFar: true }, same, { end: "start", lon: 122 });
    expect(lane).toBe("M122.0,30.0L180.0,20.0L250.0,-10.0");
    expect(straight).toBe("M250.0,-10.0L283.0,-12.0");
    expect(pathsOf({ ...leg, startFar: true }, same, { end: "start", lon: 122 }).straight).toBe(
      "M122.0,30.0L180.0,20.0",
    );
  });
});

test("legs over sea and from China, by way of the gateway where there is one", () => {
  const plan = {
    sites: [
      { id: "a", lat: 1, lon: 2 },
      { id: "b", lat: 3, lon: 4 },
      { id: "c", lat: 5, lon: 6 },
      { id: "d", lat: 7, lon: 8 },
    ],
    links: [
      { from: "a", to: "b", kind: "chain", km: 1, end: { lat: 3, lon: 4 } },
      { from: "a", to: "Vientiane", kind: "land", km: 1, end: { lat: 7, lon: 8 } },
      { from: "b", to: "Yangon", kind: "sea", km: 1, end: { lat: 9, lon: 10 } },
    ],
  };
  const candidates = [
    { id: "a", sea: { nm: 1, grade: "A" as const, counted: true } },
    { id: "b", sea: { nm: 1, grade: "B" as const, counted: true, via: "port-x" } },
    { id: "c" },
    { id: "d", sea: { nm: 1, grade: "C" as const, counted: false, via: "port-far" } },
  ];
  const { legs, links, inbound, inland } = legsOf(plan, candidates);
  expect(links.map((l) => l.to)).toEqual(["b", "Yangon"]);
  expect(inland).toEqual(["d"]);
  expect(inbound).toEqual([
    { site: "a", via: false },
    { site: "b", via: true },
  ]);
  expect(legs).toEqual([
    { from: { lat: 1, lon: 2 }, to: { lat: 3, lon: 4 } },
    { from: { lat: 3, lon: 4 }, to: { lat: 9, lon: 10 } },
    { to: { lat: 1, lon: 2 } },
    { to: { id: "port-x" } },
  ]);
});

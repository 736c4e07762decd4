import { frames } from "./outline.gen";

export type Framed = keyof typeof frames;

export const isFramed = (region: string): region is Framed => region in frames;

/** A neutral outline of land, without any boundary, and where a place lies on it. */
export interface Land {
  path: string;
  width: number;
  height: number;
  /** What a map shows at least: the whole height, and this part of the width. */
  core: { left: number; width: number };
  place: (lon: number, lat: number) => [x: number, y: number];
}

export function landIn(region: Framed): Land {
  const frame = frames[region];
  return {
    path: frame.path,
    width: frame.width,
    height: frame.height,
    core: frame.core,
    place: (lon, lat) => [(lon - frame.west) * frame.xUnit, (frame.north - lat) * frame.yUnit],
  };
}

export interface Fit {
  width: number;
  height: number;
  /** From the land's units to pixels. */
  scale: number;
  left: number;
}

const tallest = 620;
const widest = 2.5;

/**
 * How a land fills a box of a width: the core as high as it may be, and left and right of it as much as there
 * is room for.
 */
export function fit(land: Pick<Land, "width" | "height" | "core">, width: number): Fit {
  const whole = (width * land.height) / land.core.width; // where the core fills the width
  const height = Math.max(width / widest, Math.min(whole, tallest, Math.max(300, width / 1.8)));
  const scale = height / land.height;
  const seen = width / scale;
  const middle = land.core.left + land.core.width / 2;
  return {
    width,
    height,
    scale,
    left: Math.max(0, Math.min(land.width - seen, middle - seen / 2)),
  };
}

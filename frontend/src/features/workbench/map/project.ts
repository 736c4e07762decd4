import { insets, world } from "./outline.gen";

export type Point = [x: number, y: number];

const rad = Math.PI / 180;

/**
 * Natural Earth projection (B. Šavrič, T. Patterson, B. Jenny 2011, polynomial form) on the world outline:
 * degrees to the outline's own units.
 */
export function onWorld(lon: number, lat: number): Point {
  let turned = lon - world.centre;
  if (turned < -180) turned += 360;
  const f = lat * rad;
  const f2 = f * f;
  const f4 = f2 * f2;
  const x = turned * rad * (0.8707 - 0.131979 * f2 + f4 * (-0.013791 + f4 * (0.003971 * f2 - 0.001529 * f4)));
  const y = f * (1.007226 + f2 * (0.015085 + f4 * (-0.044475 + 0.028874 * f2 - 0.005916 * f4)));
  return [world.width / 2 + x * world.scale, world.top - y * world.scale];
}

export type Inset = keyof typeof insets;

/** Equirectangular inside a region's frame. */
export function onInset(inset: Inset, lon: number, lat: number): Point {
  const f = insets[inset];
  return [(lon - f.west) * f.xUnit, (f.north - lat) * f.yUnit];
}

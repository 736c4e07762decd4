// The part of d3-geo (a tool of the map build) that a test compares with.
declare module "d3-geo" {
  interface Projection {
    (point: [number, number]): [number, number] | null;
    rotate(angles: [number, number]): Projection;
    scale(scale: number): Projection;
    translate(offset: [number, number]): Projection;
  }
  export function geoNaturalEarth1(): Projection;
}

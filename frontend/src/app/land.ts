import { insets } from "../features/workbench/map/outline.gen";
import { onInset } from "../features/workbench/map/project";
import type { Inset } from "../features/workbench/map/project";

const isInset = (region: string): region is Inset => region in insets;

/** The outline of the region a strategy is about, from the workbench's map. */
export function landOf(region: string) {
  if (!isInset(region)) return undefined;
  const { path, width, height } = insets[region];
  return { path, width, height, place: (lon: number, lat: number) => onInset(region, lon, lat) };
}

import LayoutPage from "../features/layout/LayoutPage";
import { insets } from "../features/workbench/map/outline.gen";
import { onInset } from "../features/workbench/map/project";
import type { Inset } from "../features/workbench/map/project";

const isInset = (region: string): region is Inset => region in insets;

/** The outline of the region a strategy is about, from the workbench's map. */
function landOf(region: string) {
  if (!isInset(region)) return undefined;
  const { path, width, height } = insets[region];
  return { path, width, height, place: (lon: number, lat: number) => onInset(region, lon, lat) };
}

/** Joins the layout page with the map's outline: features do not know each other. */
export default function LayoutRoute() {
  return <LayoutPage landOf={landOf} />;
}

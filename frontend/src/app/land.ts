import { isFramed, landIn } from "../features/layout/frame";
import type { Land } from "../features/layout/frame";

/** The outline of the region a strategy is about, and of what lies around it. */
export const landOf = (region: string): Land | undefined => (isFramed(region) ? landIn(region) : undefined);

import { lazy } from "react";
import { PlanEditor, PlanResult } from "../features/layout/StoredPlan";
import type { SubjectView } from "../features/rankings/subjects";
import { landOf } from "./land";

const SiteDrawer = lazy(() => import("../features/provenance/SiteDrawer"));

/** A stored layout's recipe on the map; the outline is large, so this comes only when a layout is shown. */
export const Editor: SubjectView["Editor"] = ({ draft, change }) =>
  draft.layout ? (
    <PlanEditor request={draft.layout} change={(layout) => change({ layout })} landOf={landOf} />
  ) : null;

export const Result: SubjectView["Result"] = ({ ranking, Mark }) => (
  <PlanResult ranking={ranking} landOf={landOf} Mark={Mark} Evidence={SiteDrawer} />
);

import { lazy } from "react";
import type { ReactNode } from "react";
import { Subjects as Context } from "../features/rankings/subjects";
import type { SubjectViews } from "../features/rankings/subjects";

const Editor = lazy(() => import("./PlanViews").then((m) => ({ default: m.Editor })));
const Result = lazy(() => import("./PlanViews").then((m) => ({ default: m.Result })));
const Difference = lazy(() =>
  import("../features/layout/StoredPlan").then((m) => ({ default: m.StoredDifference })),
);
const Round = lazy(() =>
  import("../features/layout/PlanDifference").then((m) => ({ default: m.PlanDifference })),
);

const views: SubjectViews = {
  layout: {
    Editor,
    Result,
    Difference,
    Round: ({ ranking: { earlier, study } }) =>
      earlier && study ? <Round before={earlier.plan} after={study.plan} /> : null,
  },
};

/** Tells the pages of rankings how other subjects than countries are shown: features do not know each other. */
export function Subjects({ children }: { children: ReactNode }) {
  return <Context value={views}>{children}</Context>;
}

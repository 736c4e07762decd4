import { lazy } from "react";
import type { ReactNode } from "react";
import { Subjects as Context } from "../features/rankings/subjects";
import type { SubjectViews } from "../features/rankings/subjects";
import { landOf } from "./land";

const Editor = lazy(() => import("../features/layout/StoredPlan").then((m) => ({ default: m.PlanEditor })));
const Result = lazy(() => import("../features/layout/StoredPlan").then((m) => ({ default: m.PlanResult })));
const Difference = lazy(() =>
  import("../features/layout/StoredPlan").then((m) => ({ default: m.StoredDifference })),
);
const Round = lazy(() =>
  import("../features/layout/PlanDifference").then((m) => ({ default: m.PlanDifference })),
);

const views: SubjectViews = {
  layout: {
    Editor: ({ draft, change }) =>
      draft.layout ? (
        <Editor request={draft.layout} change={(layout) => change({ layout })} landOf={landOf} />
      ) : null,
    Result: ({ ranking }) => <Result ranking={ranking} landOf={landOf} />,
    Difference,
    Round: ({ ranking: { earlier, study } }) =>
      earlier && study ? <Round before={earlier.plan} after={study.plan} /> : null,
  },
};

/** Tells the pages of rankings how other subjects than countries are shown: features do not know each other. */
export function Subjects({ children }: { children: ReactNode }) {
  return <Context value={views}>{children}</Context>;
}

import { lazy } from "react";
import type { ReactNode } from "react";
import { Evidence, Subjects as Context } from "../features/rankings/subjects";
import type { SubjectViews } from "../features/rankings/subjects";

const Editor = lazy(() => import("./PlanViews").then((m) => ({ default: m.Editor })));
const Result = lazy(() => import("./PlanViews").then((m) => ({ default: m.Result })));
const Difference = lazy(() =>
  import("../features/layout/StoredPlan").then((m) => ({ default: m.StoredDifference })),
);
const Round = lazy(() =>
  import("../features/layout/PlanDifference").then((m) => ({ default: m.PlanDifference })),
);

const CountryEvidence = lazy(() => import("./CountryEvidence"));
const SiteDrawer = lazy(() => import("../features/provenance/SiteDrawer"));

const stored = () => import("../features/layout/StoredSites");
const SitesEditor = lazy(() => stored().then((m) => ({ default: m.SitesEditor })));
const SitesResult = lazy(() => stored().then((m) => ({ default: m.SitesResult })));
const SitesDifference = lazy(() => stored().then((m) => ({ default: m.StoredSitesDifference })));
const SitesRound = lazy(() => stored().then((m) => ({ default: m.SitesDifference })));

const views: SubjectViews = {
  site: {
    Editor: ({ draft, change }) =>
      draft.sites ? <SitesEditor request={draft.sites} change={(sites) => change({ sites })} /> : null,
    Result: (props) => <SitesResult {...props} Evidence={SiteDrawer} />,
    Difference: SitesDifference,
    Round: ({ ranking: { earlierSites, siteStudy, sites } }) =>
      earlierSites && siteStudy && sites ? (
        <SitesRound before={earlierSites} after={{ request: sites, study: siteStudy }} />
      ) : null,
  },
  layout: {
    Editor,
    Result,
    Difference,
    Round: ({ ranking: { earlier, study, layout } }) =>
      earlier && study && layout ? (
        <Round before={earlier.plan} after={study.plan} asked={{ before: earlier.request, after: layout }} />
      ) : null,
  },
};

const evidence = { Country: CountryEvidence };

/** Tells the pages of rankings how other subjects than countries are shown: features do not know each other. */
export function Subjects({ children }: { children: ReactNode }) {
  return (
    <Evidence value={evidence}>
      <Context value={views}>{children}</Context>
    </Evidence>
  );
}

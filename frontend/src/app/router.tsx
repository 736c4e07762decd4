import { lazy } from "react";
import type { ReactNode } from "react";
import { createBrowserRouter, useLocation } from "react-router";
import { useMay } from "../api/queries";
import { Problem } from "../api/problem";
import { useT } from "../i18n";
import { Boundary } from "../ui/Boundary";
import { Failure } from "../ui/Failure";
import { Page } from "../ui/Page";
import { Layout } from "./Layout";
import { Subjects } from "./Subjects";

const SignInPage = lazy(() => import("./SignInPage").then((m) => ({ default: m.SignInPage })));
const HomePage = lazy(() => import("./HomePage"));
const Workbench = lazy(() => import("../features/workbench/Workbench"));
const WorkbenchDraft = lazy(() => import("./WorkbenchDraft"));
const Countries = lazy(() => import("../features/countries/Countries"));
const CountryPage = lazy(() => import("../features/countries/CountryPage"));
const LayoutRoute = lazy(() => import("./LayoutRoute"));
const Sites = lazy(() => import("../features/layout/Sites"));
const SitePage = lazy(() => import("../features/layout/SitePage"));
const OwnSites = lazy(() => import("../features/sites/OwnSites"));
const OwnSiteImport = lazy(() => import("../features/sites/OwnSiteImport"));
const OwnSitePage = lazy(() => import("../features/sites/OwnSitePage"));
const NewOwnSite = lazy(() =>
  import("../features/sites/OwnSitePage").then((m) => ({ default: m.NewOwnSite })),
);
const Models = lazy(() => import("../features/models/Models"));
const ModelPage = lazy(() => import("../features/models/ModelPage"));
const ModelEditor = lazy(() => import("../features/models/ModelEditor"));
const ModelVersionPage = lazy(() => import("../features/models/ModelVersionPage"));
const Concordance = lazy(() => import("../features/models/Concordance"));
const Backtest = lazy(() => import("../features/models/Backtest"));
const Indicators = lazy(() => import("../features/catalogue/Indicators"));
const IndicatorPage = lazy(() => import("../features/catalogue/IndicatorPage"));
const Sources = lazy(() => import("../features/catalogue/Sources"));
const Datasets = lazy(() => import("../features/catalogue/Datasets"));
const DatasetPage = lazy(() => import("../features/data/DatasetPage"));
const ImportPage = lazy(() => import("../features/data/ImportPage"));
const Coverage = lazy(() => import("../features/data/Coverage"));
const NegativeList = lazy(() => import("../features/data/NegativeList"));
const StageTable = lazy(() => import("../features/data/StageTable"));
const Rankings = lazy(() => import("../features/rankings/Rankings"));
const NewRanking = lazy(() => import("../features/rankings/NewRanking"));
const RankingPage = lazy(() => import("../features/rankings/RankingPage"));
const ReviewCentre = lazy(() => import("../features/rankings/ReviewCentre"));
const Desk = lazy(() => import("../features/rankings/Desk"));
const Published = lazy(() => import("../features/rankings/Published"));
const PublishedPage = lazy(() => import("../features/rankings/PublishedPage"));
const Reports = lazy(() => import("../features/rankings/reports/Reports"));
const Users = lazy(() => import("../features/admin/Users"));
const UserPage = lazy(() => import("../features/admin/UserPage"));
const Teams = lazy(() => import("../features/admin/Teams"));
const Rules = lazy(() => import("../features/admin/Rules"));
const Settings = lazy(() => import("../features/admin/Settings"));
const Trail = lazy(() => import("../features/admin/Trail"));
const AccountPage = lazy(() => import("../features/account/AccountPage"));
const Accept = lazy(() => import("../features/account/Accept"));
const Methods = lazy(() => import("../features/help/Methods"));
const Provenance = lazy(() => import("../features/provenance/ProvenanceDrawer"));

/** Shows a page to those who may; the others learn which permission they lack. */
function Guard({ permission, children }: { permission: string; children: ReactNode }) {
  const { pathname } = useLocation();
  const may = useMay(permission);
  if (!may) return <Forbidden permission={permission} />;
  return <Boundary resetKey={pathname}>{children}</Boundary>;
}

function Forbidden({ permission }: { permission: string }) {
  const t = useT();
  return (
    <Page title={t("state.forbidden")} note={t("state.needs", { permission })}>
      <Failure error={new Problem({ status: 403, code: "http.403" })} />
    </Page>
  );
}

function NotFound() {
  const t = useT();
  return (
    <Page title={t("state.notFound")}>
      <Failure error={new Problem({ status: 404, code: "http.404" })} />
    </Page>
  );
}

export const router = createBrowserRouter([
  {
    path: "/signin",
    element: (
      <Boundary>
        <SignInPage />
      </Boundary>
    ),
  },
  {
    path: "/invitation",
    element: (
      <Boundary>
        <Accept />
      </Boundary>
    ),
  },
  {
    element: (
      <Subjects>
        <Layout />
      </Subjects>
    ),
    children: [
      { path: "/", element: <Guard permission="catalogue.read">{<HomePage />}</Guard> },
      {
        path: "/workbench",
        element: <Guard permission="preview.run">{<Workbench Provenance={Provenance} />}</Guard>,
      },
      {
        path: "/workbench/:rankingId",
        element: <Guard permission="ranking.read">{<WorkbenchDraft />}</Guard>,
      },
      { path: "/countries", element: <Guard permission="catalogue.read">{<Countries />}</Guard> },
      {
        path: "/countries/:iso3",
        element: <Guard permission="catalogue.read">{<CountryPage Provenance={Provenance} />}</Guard>,
      },
      { path: "/layout", element: <Guard permission="preview.run">{<LayoutRoute />}</Guard> },
      { path: "/sites", element: <Guard permission="preview.run">{<Sites />}</Guard> },
      { path: "/sites/:id", element: <Guard permission="catalogue.read">{<SitePage />}</Guard> },
      { path: "/own-sites", element: <Guard permission="ownSite.read">{<OwnSites />}</Guard> },
      { path: "/own-sites/new", element: <Guard permission="ownSite.create">{<NewOwnSite />}</Guard> },
      { path: "/own-sites/import", element: <Guard permission="ownSite.create">{<OwnSiteImport />}</Guard> },
      { path: "/own-sites/:id", element: <Guard permission="ownSite.read">{<OwnSitePage />}</Guard> },
      { path: "/models", element: <Guard permission="model.read">{<Models />}</Guard> },
      { path: "/models/:id", element: <Guard permission="model.read">{<ModelPage />}</Guard> },
      { path: "/models/:id/edit", element: <Guard permission="model.edit">{<ModelEditor />}</Guard> },
      {
        path: "/models/:id/copy",
        element: <Guard permission="model.create">{<ModelEditor copying />}</Guard>,
      },
      {
        path: "/models/:id/concordance",
        element: <Guard permission="preview.run">{<Concordance />}</Guard>,
      },
      {
        path: "/models/:id/backtest",
        element: <Guard permission="preview.run">{<Backtest />}</Guard>,
      },
      {
        path: "/models/:id/versions/:version",
        element: <Guard permission="model.read">{<ModelVersionPage />}</Guard>,
      },
      { path: "/indicators", element: <Guard permission="catalogue.read">{<Indicators />}</Guard> },
      {
        path: "/indicators/:code",
        element: <Guard permission="catalogue.read">{<IndicatorPage Provenance={Provenance} />}</Guard>,
      },
      { path: "/datasets", element: <Guard permission="dataset.read">{<Datasets />}</Guard> },
      { path: "/datasets/:id", element: <Guard permission="dataset.read">{<DatasetPage />}</Guard> },
      { path: "/data/import", element: <Guard permission="dataset.try">{<ImportPage />}</Guard> },
      { path: "/data/coverage", element: <Guard permission="dataset.read">{<Coverage />}</Guard> },
      { path: "/negative-list", element: <Guard permission="catalogue.read">{<NegativeList />}</Guard> },
      { path: "/stage-table", element: <Guard permission="catalogue.read">{<StageTable />}</Guard> },
      { path: "/sources", element: <Guard permission="catalogue.read">{<Sources />}</Guard> },
      { path: "/rankings", element: <Guard permission="ranking.read">{<Rankings />}</Guard> },
      { path: "/rankings/new", element: <Guard permission="ranking.create">{<NewRanking />}</Guard> },
      { path: "/rankings/:id", element: <Guard permission="ranking.read">{<RankingPage />}</Guard> },
      { path: "/review", element: <Guard permission="ranking.comment">{<ReviewCentre />}</Guard> },
      { path: "/review/:id", element: <Guard permission="ranking.read">{<Desk />}</Guard> },
      { path: "/published", element: <Guard permission="ranking.read">{<Published />}</Guard> },
      { path: "/published/:id", element: <Guard permission="ranking.read">{<PublishedPage />}</Guard> },
      { path: "/reports", element: <Guard permission="catalogue.read">{<Reports />}</Guard> },
      { path: "/admin/users", element: <Guard permission="user.read">{<Users />}</Guard> },
      { path: "/admin/users/:id", element: <Guard permission="user.read">{<UserPage />}</Guard> },
      { path: "/admin/teams", element: <Guard permission="membership.read">{<Teams />}</Guard> },
      { path: "/admin/rules", element: <Guard permission="reviewRule.read">{<Rules />}</Guard> },
      { path: "/admin/settings", element: <Guard permission="setting.read">{<Settings />}</Guard> },
      { path: "/audit", element: <Guard permission="audit.read">{<Trail />}</Guard> },
      {
        path: "/account",
        element: (
          <Boundary>
            <AccountPage />
          </Boundary>
        ),
      },
      { path: "/help", element: <Guard permission="catalogue.read">{<Methods />}</Guard> },
      { path: "*", element: <NotFound /> },
    ],
  },
]);

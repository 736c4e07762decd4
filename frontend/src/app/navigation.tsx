import {
  AimOutlined,
  ApartmentOutlined,
  AuditOutlined,
  BookOutlined,
  DatabaseOutlined,
  DeploymentUnitOutlined,
  DownloadOutlined,
  EnvironmentOutlined,
  FileDoneOutlined,
  FileSearchOutlined,
  FormOutlined,
  GlobalOutlined,
  HeatMapOutlined,
  HomeOutlined,
  ImportOutlined,
  PartitionOutlined,
  PushpinOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  SolutionOutlined,
  StopOutlined,
  TeamOutlined,
  UnorderedListOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Key } from "../i18n";

export interface Entry {
  path: string;
  label: Key;
  permission: string;
  icon: ReactNode;
  group?: Key;
  /** Whether the number of things that wait stands beside the name: reviews, or what came back. */
  badge?: "open" | "returned";
  /** Shown to those in a team of this kind only. */
  kind?: "enterprise";
}

/** The pages of the left navigation; each is shown to those who hold its permission. */
export const navigation: Entry[] = [
  { path: "/", label: "nav.home", permission: "catalogue.read", icon: <HomeOutlined /> },
  { path: "/workbench", label: "nav.workbench", permission: "preview.run", icon: <AimOutlined /> },
  {
    path: "/rankings",
    label: "nav.rankings",
    permission: "ranking.read",
    icon: <FormOutlined />,
    badge: "returned",
    kind: "enterprise",
  },
  { path: "/layout", label: "nav.layout", permission: "preview.run", icon: <DeploymentUnitOutlined /> },
  { path: "/countries", label: "nav.countries", permission: "catalogue.read", icon: <GlobalOutlined /> },
  { path: "/sites", label: "nav.sites", permission: "preview.run", icon: <EnvironmentOutlined /> },
  {
    path: "/own-sites",
    label: "nav.ownSites",
    permission: "ownSite.read",
    icon: <PushpinOutlined />,
    kind: "enterprise",
  },
  { path: "/models", label: "nav.models", permission: "model.read", icon: <PartitionOutlined /> },
  {
    path: "/review",
    label: "nav.review",
    permission: "ranking.comment",
    icon: <AuditOutlined />,
    badge: "open",
  },
  { path: "/published", label: "nav.published", permission: "ranking.read", icon: <FileDoneOutlined /> },
  { path: "/reports", label: "nav.reports", permission: "catalogue.read", icon: <DownloadOutlined /> },
  {
    path: "/indicators",
    label: "nav.indicators",
    permission: "catalogue.read",
    icon: <UnorderedListOutlined />,
    group: "nav.data",
  },
  {
    path: "/datasets",
    label: "nav.datasets",
    permission: "dataset.read",
    icon: <DatabaseOutlined />,
    group: "nav.data",
  },
  {
    path: "/data/import",
    label: "nav.import",
    permission: "dataset.try",
    icon: <ImportOutlined />,
    group: "nav.data",
  },
  {
    path: "/data/coverage",
    label: "nav.coverage",
    permission: "dataset.read",
    icon: <HeatMapOutlined />,
    group: "nav.data",
  },
  {
    path: "/negative-list",
    label: "nav.negative",
    permission: "catalogue.read",
    icon: <StopOutlined />,
    group: "nav.data",
  },
  {
    path: "/sources",
    label: "nav.sources",
    permission: "catalogue.read",
    icon: <FileSearchOutlined />,
    group: "nav.data",
  },
  { path: "/help", label: "nav.methods", permission: "catalogue.read", icon: <BookOutlined /> },
  {
    path: "/admin/users",
    label: "nav.users",
    permission: "user.read",
    icon: <TeamOutlined />,
    group: "nav.admin",
  },
  {
    path: "/admin/teams",
    label: "nav.teams",
    permission: "membership.read",
    icon: <ApartmentOutlined />,
    group: "nav.admin",
  },
  {
    path: "/admin/rules",
    label: "nav.rules",
    permission: "membership.read",
    icon: <SolutionOutlined />,
    group: "nav.admin",
  },
  {
    path: "/audit",
    label: "nav.audit",
    permission: "audit.read",
    icon: <SafetyCertificateOutlined />,
    group: "nav.admin",
  },
  {
    path: "/admin/settings",
    label: "nav.settings",
    permission: "setting.read",
    icon: <SettingOutlined />,
    group: "nav.admin",
  },
];

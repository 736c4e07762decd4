import {
  AimOutlined,
  DatabaseOutlined,
  FileSearchOutlined,
  GlobalOutlined,
  HomeOutlined,
  PartitionOutlined,
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
}

/** The pages of the left navigation; each is shown to those who hold its permission. */
export const navigation: Entry[] = [
  { path: "/", label: "nav.home", permission: "catalogue.read", icon: <HomeOutlined /> },
  { path: "/workbench", label: "nav.workbench", permission: "preview.run", icon: <AimOutlined /> },
  { path: "/countries", label: "nav.countries", permission: "catalogue.read", icon: <GlobalOutlined /> },
  { path: "/models", label: "nav.models", permission: "model.read", icon: <PartitionOutlined /> },
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
    path: "/sources",
    label: "nav.sources",
    permission: "catalogue.read",
    icon: <FileSearchOutlined />,
    group: "nav.data",
  },
];

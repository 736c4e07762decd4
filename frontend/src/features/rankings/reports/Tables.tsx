import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { negativeTemplateAddress, templateAddress } from "../../../api/data";
import { sessionQuery } from "../../../api/queries";
import { siteTableAddress } from "../../../api/sites";
import { useT } from "../../../i18n";
import type { Key } from "../../../i18n";
import { Nothing, Panel } from "../../../ui/Page";
import { Scroll } from "../../../ui/Scroll";
import type { FileLanguage } from "./ReportLinks";
import css from "./reports.module.css";

interface File {
  id: string;
  permission: string;
  name: Key;
  note: Key;
  get: ReactNode;
}

/** Tables and templates the server writes, and the pages where files of what is not stored are made. */
export function Tables({ language }: { language: FileLanguage }) {
  const t = useT();
  const { data } = useQuery(sessionQuery);
  const permissions = data?.user.permissions ?? [];
  const both = (address: (format: "xlsx" | "csv") => string, name: Key) =>
    (["xlsx", "csv"] as const).map((f) => (
      <a
        key={f}
        href={address(f)}
        download
        aria-label={t("reports.exportAs", { title: t(name), format: t(`reports.short.${f}`) })}
      >
        {t(`reports.short.${f}`)}
      </a>
    ));
  const page = (to: string, name: Key) => <Link to={to}>{t(name)}</Link>;
  const files: File[] = [
    {
      id: "ownSites",
      permission: "ownSite.read",
      name: "reports.ownSites",
      note: "reports.ownSitesNote",
      get: both((f) => siteTableAddress("export", f, language), "reports.ownSites"),
    },
    {
      id: "ownSiteTemplate",
      permission: "ownSite.create",
      name: "reports.ownSiteTemplate",
      note: "reports.ownSiteTemplateNote",
      get: both((f) => siteTableAddress("template", f, language), "reports.ownSiteTemplate"),
    },
    {
      id: "importTemplate",
      permission: "dataset.try",
      name: "reports.importTemplate",
      note: "reports.importTemplateNote",
      get: both((f) => templateAddress(f, language), "reports.importTemplate"),
    },
    {
      id: "negativeTemplate",
      permission: "negativeList.edit",
      name: "reports.negativeTemplate",
      note: "reports.negativeTemplateNote",
      get: both((f) => negativeTemplateAddress(f, language), "reports.negativeTemplate"),
    },
    {
      id: "rejections",
      permission: "dataset.try",
      name: "reports.rejections",
      note: "reports.rejectionsNote",
      get: page("/data/import", "nav.import"),
    },
    {
      id: "unsaved",
      permission: "preview.run",
      name: "reports.unsaved",
      note: "reports.unsavedNote",
      get: (
        <>
          {page("/workbench", "nav.workbench")}
          {page("/layout", "nav.layout")}
          {page("/sites", "nav.sites")}
        </>
      ),
    },
    {
      id: "trail",
      permission: "audit.read",
      name: "reports.trail",
      note: "reports.trailNote",
      get: page("/audit", "nav.audit"),
    },
  ];
  const mine = files.filter((f) => permissions.includes(f.permission));
  return (
    <Panel flush title={t("reports.tables")}>
      {mine.length === 0 ? (
        <Nothing>{t("reports.tablesNone")}</Nothing>
      ) : (
        <Scroll>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col" className={css.name}>
                  {t("reports.what")}
                </th>
                <th scope="col">{t("reports.holds")}</th>
                <th scope="col">{t("reports.get")}</th>
              </tr>
            </thead>
            <tbody>
              {mine.map((f) => (
                <tr key={f.id}>
                  <th scope="row">{t(f.name)}</th>
                  <td>{t(f.note)}</td>
                  <td>
                    <span className={css.formats}>{f.get}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Panel>
  );
}

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { exportsQuery } from "../../../api/rankings";
import type { Export } from "../../../api/rankings";
import { siteTableAddress } from "../../../api/sites";
import { useT } from "../../../i18n";
import { useFormat } from "../../../i18n/format";
import { Loaded } from "../../../ui/Loaded";
import { Nothing, Panel } from "../../../ui/Page";
import { Scroll } from "../../../ui/Scroll";
import { StateTag } from "../State";
import { ReportLinks } from "./ReportLinks";
import type { FileLanguage } from "./ReportLinks";
import css from "./reports.module.css";

const few = 10;
const many = 200; // the most the server lists at once

/** What one has taken, as the trail knows it; to be written again in the same format. */
export function Taken({ language }: { language: FileLanguage }) {
  const t = useT();
  const format = useFormat();
  const [size, setSize] = useState(few);
  const query = useQuery({ ...exportsQuery(size), placeholderData: keepPreviousData });
  return (
    <Panel flush title={t("reports.taken")}>
      <Loaded query={query} rows={3}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Nothing>{t("reports.takenNone")}</Nothing>
          ) : (
            <>
              <Scroll>
                <table className={css.table}>
                  <thead>
                    <tr>
                      <th scope="col" className={css.time}>
                        {t("trail.at")}
                      </th>
                      <th scope="col">{t("reports.what")}</th>
                      <th scope="col">{t("ranking.state")}</th>
                      <th scope="col">{t("reports.format")}</th>
                      <th scope="col">{t("reports.again")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {items.map((e, i) => (
                      <tr key={`${e.at}-${i}`}>
                        <td className={css.time}>{format.time(e.at)}</td>
                        <td>
                          <What of={e} />
                          {e.token && <span className={css.muted}> {t("reports.byToken")}</span>}
                        </td>
                        <td>{e.state ? <StateTag state={e.state} /> : "—"}</td>
                        <td>{t(`reports.short.${e.format}`)}</td>
                        <td>
                          <Again of={e} language={language} />
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
              {total > items.length && (
                <div className={css.more}>
                  {size < many ? (
                    <Button size="small" loading={query.isFetching} onClick={() => setSize(many)}>
                      {t("reports.takenMore", { n: total })}
                    </Button>
                  ) : (
                    <span className={css.muted}>{t("reports.takenMost", { n: many, total })}</span>
                  )}
                </div>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}

function What({ of }: { of: Export }) {
  const t = useT();
  if (of.what === "ownSites") return <Link to="/own-sites">{t("reports.ownSites")}</Link>;
  if (!of.title) return <span className={css.muted}>{t("reports.gone")}</span>;
  return (
    <>
      <Link to={of.state === "published" ? `/published/${of.ranking}` : `/rankings/${of.ranking}`}>
        {of.title}
      </Link>{" "}
      {of.subject && <span className={css.muted}>{t(`ranking.subject.${of.subject}`)}</span>}
    </>
  );
}

function Again({ of, language }: { of: Export; language: FileLanguage }) {
  const t = useT();
  if (of.what === "ownSites" && (of.format === "xlsx" || of.format === "csv")) {
    return (
      <a href={siteTableAddress("export", of.format, language)} download>
        {t(`reports.short.${of.format}`)}
      </a>
    );
  }
  if (!of.ranking || !of.title) return <>—</>;
  return <ReportLinks id={of.ranking} title={of.title} language={language} formats={[of.format]} />;
}

import { useT } from "../../../i18n";
import { Panel } from "../../../ui/Page";
import { Scroll } from "../../../ui/Scroll";
import { reportFormats } from "../../../ui/useDownload";
import css from "./reports.module.css";

const subjects = ["country", "layout", "site"] as const;

/** What each format is for, and what it holds of each kind of ranking. */
export function Formats() {
  const t = useT();
  return (
    <Panel flush title={t("reports.formats")}>
      <Scroll>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("reports.format")}</th>
              <th scope="col">{t("reports.for")}</th>
              {subjects.map((s) => (
                <th key={s} scope="col">
                  {t(`ranking.subject.${s}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {reportFormats.map((f) => (
              <tr key={f}>
                <th scope="row">{t(`reports.short.${f}`)}</th>
                <td>{t(`reports.for.${f}`)}</td>
                {subjects.map((s) => (
                  <td key={s}>{t(`reports.holds.${f}.${s}`)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className={css.hint}>{t("reports.formatsNote")}</p>
    </Panel>
  );
}

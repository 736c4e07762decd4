import { useQueryClient } from "@tanstack/react-query";
import { exportsQuery, downloadReport } from "../../../api/rankings";
import type { ReportFormat } from "../../../api/rankings";
import { useT } from "../../../i18n";
import { reportFormats, useDownload } from "../../../ui/useDownload";
import css from "./reports.module.css";

export type FileLanguage = "zh" | "en";

/** The formats of one stored ranking; each click writes the file anew. */
export function ReportLinks({
  id,
  title,
  language,
  formats = reportFormats,
}: {
  id: string;
  title: string;
  language?: FileLanguage | undefined;
  formats?: readonly ReportFormat[];
}) {
  const t = useT();
  const queries = useQueryClient();
  const save = useDownload(async (format, lang) => {
    const written = await downloadReport(id, format, lang);
    void queries.invalidateQueries({ queryKey: exportsQuery(1).queryKey.slice(0, 1) });
    return written;
  }, language);
  return (
    <span className={css.formats}>
      {formats.map((f) => (
        <button
          key={f}
          type="button"
          className={css.link}
          disabled={save.isPending}
          aria-busy={save.isPending && save.variables === f}
          aria-label={t("reports.exportAs", { title, format: t(`reports.short.${f}`) })}
          onClick={() => save.mutate(f)}
        >
          {t(`reports.short.${f}`)}
        </button>
      ))}
    </span>
  );
}

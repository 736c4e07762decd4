import { useCallback, useEffect, useRef } from "react";
import { previewReport } from "../../api/queries";
import type { ReportFormat } from "../../api/rankings";
import { useT } from "../../i18n";
import { ExportMenu } from "../../ui/ExportMenu";
import type { DeskState } from "./useDesk";

/** The ranking on the screen as a file. The menu is not drawn again with every step of a slider. */
export function Export({ desk }: { desk: DeskState }) {
  const t = useT();
  const latest = useRef(desk);
  useEffect(() => {
    latest.current = desk;
  });
  const download = useCallback(
    async (format: ReportFormat, language: "zh" | "en") => {
      const { request, model } = latest.current;
      const file = await previewReport(request, format, language);
      return { file, name: `${t("export.name")}-${model.id}.${format}` };
    },
    [t],
  );
  return <ExportMenu download={download} disabled={desk.rows.length === 0} />;
}

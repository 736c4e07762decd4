import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Dropdown } from "antd";
import { memo, useEffect, useRef, useState } from "react";
import { previewReport } from "../../api/queries";
import type { ReportFormat } from "../../api/queries";
import { Problem } from "../../api/problem";
import { useLanguage, useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";
import { saveFile } from "../../ui/saveFile";
import type { DeskState } from "./useDesk";

const formats: ReportFormat[] = ["xlsx", "pdf", "csv", "json"];

/** The ranking on the screen as a file, written by the server. */
export function Export({ desk }: { desk: DeskState }) {
  const latest = useRef(desk);
  useEffect(() => {
    latest.current = desk;
  });
  return <Menu latest={latest} disabled={desk.rows.length === 0} />;
}

const Menu = memo(function Menu({
  latest,
  disabled,
}: {
  latest: React.RefObject<DeskState>;
  disabled: boolean;
}) {
  const t = useT();
  const words = useProblemText();
  const [language] = useLanguage();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const save = async (format: ReportFormat) => {
    setBusy(true);
    try {
      const { request, model } = latest.current;
      const file = await previewReport(request, format, language === "en" ? "en" : "zh");
      saveFile(file, `${t("export.name")}-${model.id}.${format}`);
    } catch (error) {
      void message.error(error instanceof Problem ? words(error) : t("fault.page"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dropdown
      disabled={disabled || busy}
      menu={{
        items: formats.map((f) => ({ key: f, label: t(`export.${f}`) })),
        onClick: ({ key }) => {
          const format = formats.find((f) => f === key);
          if (format) void save(format);
        },
      }}
    >
      <Button icon={<DownloadOutlined />} loading={busy}>
        {t("export.title")}
      </Button>
    </Dropdown>
  );
});

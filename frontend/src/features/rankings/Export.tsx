import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { downloadReport } from "../../api/rankings";
import type { ReportFormat } from "../../api/rankings";
import { Problem } from "../../api/problem";
import { useLanguage, useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";
import { saveFile } from "../../ui/saveFile";

const formats: ReportFormat[] = ["xlsx", "pdf", "csv", "json"];

/** Saves a ranking as a file, in the language of the interface; the server notes who took it. */
export function Export({ id }: { id: string }) {
  const t = useT();
  const words = useProblemText();
  const [language] = useLanguage();
  const { notification } = App.useApp();
  const download = useMutation({
    mutationFn: (format: ReportFormat) => downloadReport(id, format, language === "en" ? "en" : "zh"),
    onSuccess: ({ file, name }) => saveFile(file, name),
    onError: (error) =>
      notification.error({
        title: t("download.failed"),
        description: error instanceof Problem ? words(error) : t("fault.page"),
      }),
  });
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: formats.map((f) => ({ key: f, label: t(`download.${f}`), onClick: () => download.mutate(f) })),
      }}
    >
      <Button icon={<DownloadOutlined />} loading={download.isPending} aria-haspopup="menu">
        {t("download.export")}
      </Button>
    </Dropdown>
  );
}

import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { downloadLayout } from "../../api/layouts";
import type { LayoutRequest } from "../../api/layouts";
import { Problem } from "../../api/problem";
import type { ReportFormat } from "../../api/rankings";
import { useLanguage, useT } from "../../i18n";
import { useProblemText } from "../../ui/Failure";
import { saveFile } from "../../ui/saveFile";

const formats: ReportFormat[] = ["xlsx", "pdf", "csv", "json"];

/** Saves the plan shown as a file, in the language of the interface; the server writes it as it writes a stored one. */
export function Export({ request }: { request: LayoutRequest }) {
  const t = useT();
  const words = useProblemText();
  const [language] = useLanguage();
  const { notification } = App.useApp();
  const download = useMutation({
    mutationFn: (format: ReportFormat) => downloadLayout(request, format, language === "en" ? "en" : "zh"),
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

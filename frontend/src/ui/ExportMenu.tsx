import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { memo } from "react";
import { Problem } from "../api/problem";
import { useLanguage, useT } from "../i18n";
import { useProblemText } from "./Failure";
import { saveFile } from "./saveFile";

const formats = ["xlsx", "pdf", "csv", "json"] as const;
type Format = (typeof formats)[number];

interface Props {
  /** Asks the server for the file, in the language of the interface. */
  download: (format: Format, language: "zh" | "en") => Promise<{ file: Blob; name: string }>;
  disabled?: boolean;
}

/** Saves what is shown as a file that the server writes. */
export const ExportMenu = memo(function ExportMenu({ download, disabled = false }: Props) {
  const t = useT();
  const words = useProblemText();
  const [language] = useLanguage();
  const { notification } = App.useApp();
  const save = useMutation({
    mutationFn: (format: Format) => download(format, language === "en" ? "en" : "zh"),
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
      disabled={disabled || save.isPending}
      menu={{
        items: formats.map((f) => ({ key: f, label: t(`download.${f}`), onClick: () => save.mutate(f) })),
      }}
    >
      <Button icon={<DownloadOutlined />} loading={save.isPending} aria-haspopup="menu">
        {t("download.export")}
      </Button>
    </Dropdown>
  );
});

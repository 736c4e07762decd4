import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { memo } from "react";
import { useT } from "../i18n";
import { reportFormats, useDownload } from "./useDownload";
import type { Download } from "./useDownload";

/** Saves what is shown as a file that the server writes. */
export const ExportMenu = memo(function ExportMenu({
  download,
  disabled = false,
}: {
  download: Download;
  disabled?: boolean;
}) {
  const t = useT();
  const save = useDownload(download);
  return (
    <Dropdown
      trigger={["click"]}
      disabled={disabled || save.isPending}
      menu={{
        items: reportFormats.map((f) => ({
          key: f,
          label: t(`download.${f}`),
          onClick: () => save.mutate(f),
        })),
      }}
    >
      <Button icon={<DownloadOutlined />} loading={save.isPending} aria-haspopup="menu">
        {t("download.export")}
      </Button>
    </Dropdown>
  );
});

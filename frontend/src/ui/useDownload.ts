import { useMutation } from "@tanstack/react-query";
import { App } from "antd";
import { Problem } from "../api/problem";
import { useLanguage, useT } from "../i18n";
import { useProblemText } from "./Failure";
import { saveFile } from "./saveFile";

export const reportFormats = ["xlsx", "pdf", "csv", "json"] as const;
type Format = (typeof reportFormats)[number];
type FileLanguage = "zh" | "en";

/** Asks the server for the file in a format and a language. */
export type Download = (format: Format, language: FileLanguage) => Promise<{ file: Blob; name: string }>;

/** Saves a file that the server writes, in the language of the interface unless told otherwise; says when it could not. */
export function useDownload(download: Download, wanted?: FileLanguage) {
  const t = useT();
  const words = useProblemText();
  const [interfaceLanguage] = useLanguage();
  const { notification } = App.useApp();
  return useMutation({
    mutationFn: (format: Format) => download(format, wanted ?? (interfaceLanguage === "en" ? "en" : "zh")),
    onSuccess: ({ file, name }) => saveFile(file, name),
    onError: (error) =>
      notification.error({
        title: t("download.failed"),
        description: error instanceof Problem ? words(error) : t("fault.page"),
      }),
  });
}

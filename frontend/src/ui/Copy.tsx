import { useState } from "react";
import { useT } from "../i18n";
import css from "./ui.module.css";

/** A code or digest, perhaps shortened, that a click copies whole. */
export function Copy({ text, shown = text }: { text: string; shown?: string }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    });
  };
  return (
    <span className={css.copy}>
      <code title={text}>{shown}</code>
      <button type="button" onClick={copy}>
        {copied ? t("action.copied") : t("action.copy")}
      </button>
    </span>
  );
}

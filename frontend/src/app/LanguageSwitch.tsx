import { useLanguage, useT } from "../i18n";
import css from "./app.module.css";

/** Switches to the other language; the button is named in that language. */
export function LanguageSwitch() {
  const t = useT();
  const [language, setLanguage] = useLanguage();
  const other = language === "en" ? "zh-CN" : "en";
  return (
    <button type="button" className={css.headButton} lang={other} onClick={() => setLanguage(other)}>
      {t("app.otherLanguage")}
    </button>
  );
}

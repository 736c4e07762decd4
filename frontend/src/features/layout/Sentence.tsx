import type { Strategy } from "../../api/types";
import { isKey, useLanguage, useT } from "../../i18n";
import css from "./layout.module.css";

/** The paper's own words about a strategy; a reader of English has our translation below them. */
export function Sentence({ strategy }: { strategy: Strategy }) {
  const t = useT();
  const [language] = useLanguage();
  const key = `layout.sentence.${strategy.id}`;
  return (
    <>
      <p className={css.sentence} lang="zh-CN">
        {strategy.sentence}
      </p>
      {language === "en" && isKey(key) && (
        <p className={css.sentence}>
          {t(key)}
          {t("app.paren", { text: t("layout.translation") })}
        </p>
      )}
    </>
  );
}

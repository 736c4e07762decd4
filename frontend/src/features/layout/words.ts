import { isKey, useLanguage, useName, useT } from "../../i18n";

/** The words of codes that come with a plan; a code without words shows itself. */
export function useWords() {
  const t = useT();
  const [language] = useLanguage();
  const name = useName();
  const known = (prefix: string, code: string) => {
    const key = `${prefix}${code}`;
    return isKey(key) ? t(key) : code;
  };
  return {
    condition: (code: string) => known("layout.condition.", code.replace(/^layout\.condition\./, "")),
    out: (code: string) => known("", code),
    role: (code: string) => known("layout.role.", code),
    kind: (code: string) => known("layout.kind.", code),
    leg: (code: string) => known("layout.leg.", code),
    unit: (code: string) => known("layout.unit.", code),
    indicator: (code: string) => known("site.short.", code),
    /** A branch by the name that its model gives it; what was sealed before models were stored tells none. */
    branch: (b: { id: string; name?: { zh: string; en: string } | undefined }) =>
      name(b.name) || known("site.branch.", b.id.replace(/^site\./, "")),
    passage: (code: string) => known("layout.passage.", code),
    /** A site's name in the language of the interface, the other beside it where it has both. */
    site: (n: { zh: string; en: string }) => (language === "en" ? n.en || n.zh : n.zh || n.en),
    list: (items: string[]) => items.join(t("app.listComma")),
    name,
  };
}

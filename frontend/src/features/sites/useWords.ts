import type { PositionWarning } from "../../api/sites";
import { useCatalogue } from "../../api/queries";
import { isKey, useLanguage, useName, useT } from "../../i18n";
import { useFormat } from "../../i18n/format";

/** Names of sites and countries, and what is doubtful about a position, in words. */
export function useWords() {
  const t = useT();
  const [language] = useLanguage();
  const name = useName();
  const format = useFormat();
  const { countries } = useCatalogue();
  const country = (iso3: string | undefined) =>
    name(countries.find((c) => c.iso3 === iso3)?.name) || iso3 || "";
  const site = (n: { zh: string; en: string }) => (language === "en" ? n.en || n.zh : n.zh || n.en);
  const warning = (w: PositionWarning) =>
    isKey(w.code)
      ? t(w.code, { name: site(w.name), country: country(w.iso3), km: format.integer(w.km) })
      : w.code;
  return { country, site, warning };
}

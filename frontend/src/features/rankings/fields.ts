import { isKey, useT } from "../../i18n";

/** The name of a field of a request in words, or as the server names it. */
export function useFieldName() {
  const t = useT();
  return (field: string) => {
    const key = `ranking.${field.split(/[.[]/)[0] ?? ""}`;
    return isKey(key) ? t(key) : field;
  };
}

import { isKey, useT } from "./index";

/** A licence as its publisher names it; what the data say of one in a sentence is said in the reader's language. */
export function useLicence(): (licence: string | undefined) => string {
  const t = useT();
  return (licence = "") => {
    const key = `licence.${licence}`;
    return isKey(key) ? t(key) : licence;
  };
}

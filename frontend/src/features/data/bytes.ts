import type { Format } from "../../i18n/format";

/** A size of a file in MB, in kB below one. */
export const bytes = (format: Format, n: number): string =>
  n >= 1e6 ? `${format.fixed(n / 1e6, 1)} MB` : `${format.integer(Math.ceil(n / 1e3))} kB`;

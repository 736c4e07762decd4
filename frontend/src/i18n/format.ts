import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { useMemo } from "react";
import { useLanguage } from "./index";
import type { Language } from "./index";

/** What stands where there is no value; never 0. */
export const none = "—";

const cached = new Map<string, Intl.NumberFormat>();

function number(language: Language, digits: number): Intl.NumberFormat {
  const key = `${language}/${digits}`;
  let f = cached.get(key);
  if (!f) {
    f = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    cached.set(key, f);
  }
  return f;
}

const significant = new Map<Language, Intl.NumberFormat>();

/** Up to four significant digits below a thousand, whole numbers above: enough to compare, short to read. */
function compact(language: Language, x: number): string {
  if (Math.abs(x) >= 1000) return number(language, 0).format(x);
  let f = significant.get(language);
  if (!f) {
    f = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
    significant.set(language, f);
  }
  return f.format(x);
}

interface Quantity {
  text: string;
  unit: string;
}

// Large amounts are read in 万 and 亿 in Chinese, in millions and billions in English.
const steps: Record<Language, [number, string, string][]> = {
  "zh-CN": [
    [1e8, "亿", ""],
    [1e4, "万", ""],
  ],
  en: [
    [1e9, "billion", " "],
    [1e6, "million", " "],
  ],
};

export function quantity(language: Language, value: number | undefined, unit: string): Quantity {
  if (value === undefined) return { text: none, unit };
  const size = Math.abs(value);
  // Below ten million a number is still read at a glance as it is.
  if (size >= 1e7) {
    for (const [step, word, space] of steps[language]) {
      if (size >= step) return { text: compact(language, value / step), unit: `${word}${space}${unit}` };
    }
  }
  return { text: compact(language, value), unit };
}

/** Values to be compared: all in the unit that suits the largest. */
export function quantities(language: Language, values: (number | undefined)[], unit: string) {
  const largest = Math.max(0, ...values.map((v) => Math.abs(v ?? 0)));
  const [step, word, space] = (largest >= 1e7 && steps[language].find(([x]) => largest >= x)) || [1, "", ""];
  return {
    texts: values.map((v) => (v === undefined ? none : compact(language, v / step))),
    unit: `${word}${space}${unit}`,
  };
}

/** The one formatter for numbers and dates of the interface. */
export function formatter(language: Language) {
  const fixed = (x: number | undefined, digits: number) =>
    x === undefined ? none : number(language, digits).format(x);
  return {
    /** A score or normalised value in 0..1, three decimals. */
    score: (x: number | undefined) => fixed(x, 3),
    /** A share in 0..1 as a percentage. */
    percent: (x: number | undefined, digits = 0) => (x === undefined ? none : `${fixed(x * 100, digits)}%`),
    integer: (x: number | undefined) => fixed(x, 0),
    fixed,
    /** A difference with its sign; the minus is a real one. */
    signed: (x: number, digits: number) => `${x < 0 ? "−" : "+"}${fixed(Math.abs(x), digits)}`,
    /** The number exactly as the source gives it, thousands separated. */
    exact: (x: number | undefined) =>
      x === undefined ? none : new Intl.NumberFormat(language, { maximumFractionDigits: 12 }).format(x),
    /** A computed number: of its many digits those that can be read. */
    derived: (x: number | undefined) =>
      x === undefined ? none : new Intl.NumberFormat(language, { maximumFractionDigits: 4 }).format(x),
    quantity: (x: number | undefined, unit: string) => quantity(language, x, unit),
    quantities: (values: (number | undefined)[], unit: string) => quantities(language, values, unit),
    time: (iso: string | undefined) => (iso ? dayjs(iso).format("YYYY-MM-DD HH:mm") : none),
    date: (iso: string | undefined) => (iso ? dayjs(iso).format("YYYY-MM-DD") : none),
  };
}

export type Format = ReturnType<typeof formatter>;

export function useFormat(): Format {
  const [language] = useLanguage();
  return useMemo(() => formatter(language), [language]);
}

/** A currency's name and code, such as "越南盾 VND". Currency names are neutral; country names are our own. */
export function useCurrencyName() {
  const [language] = useLanguage();
  return useMemo(() => {
    const names = new Intl.DisplayNames(language, { type: "currency" });
    return (code: string) => (/^[A-Z]{3}$/.test(code) ? `${names.of(code) ?? ""} ${code}` : code);
  }, [language]);
}

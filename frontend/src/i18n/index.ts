import { queryOptions } from "@tanstack/react-query";
import dayjs from "dayjs";
import i18next from "i18next";
import { useCallback } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Key, zh } from "./zh";

export type { Key };
export type Language = "zh-CN" | "en";
export const languages: Language[] = ["zh-CN", "en"];

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: typeof zh };
    keySeparator: false;
    nsSeparator: false;
    returnNull: false;
  }
}

const remembered = "parksite.language";

function initial(): Language {
  try {
    return localStorage.getItem(remembered) === "en" ? "en" : "zh-CN";
  } catch {
    return "zh-CN"; // storage is switched off
  }
}

// Only the language that is read is loaded.
const catalogues: Record<Language, () => Promise<Record<Key, string>>> = {
  "zh-CN": () => import("./zh").then((m) => m.zh),
  en: () => import("./en").then((m) => m.en),
};

let phrases: Partial<Record<string, string>> = {};

async function load(language: Language): Promise<Record<Key, string>> {
  const loaded = await catalogues[language]();
  i18next.addResourceBundle(language, "translation", loaded);
  return loaded;
}

/** Loads a language's phrases and shows them; rejects, with the former language kept, when they cannot be had. */
async function change(language: Language): Promise<void> {
  phrases = await load(language);
  await i18next.changeLanguage(language);
}

/**
 * Both languages' phrases, for a page that stores a name in both: only with them does `t(key, { lng })`
 * find words of the language that is not read.
 */
export const bothLanguages = queryOptions({
  queryKey: ["phrases"],
  queryFn: async () => {
    await Promise.all(languages.map(load));
    return languages;
  },
  staleTime: Infinity,
});

function apply(language: string) {
  document.documentElement.lang = language;
  document.title = i18next.t("app.title");
  dayjs.locale(language === "en" ? "en" : "zh-cn");
}

/** Makes the phrases of the reader's language ready; nothing may be shown before. */
export async function ready(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    fallbackLng: false,
    keySeparator: false, // keys are flat: a code such as "ranking.stale" is found as it is written
    nsSeparator: false,
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
  });
  i18next.on("languageChanged", apply);
  await change(initial());
}

export function useLanguage(): [Language, (language: Language) => void] {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === "en" ? "en" : "zh-CN";
  return [
    language,
    (next) => {
      change(next).then(() => {
        try {
          localStorage.setItem(remembered, next);
        } catch {
          // not remembered, still switched
        }
      }, reportError);
    },
  ];
}

/** A phrase of the catalogues by its key; keys are checked by the compiler. */
export function useT() {
  return useTranslation().t;
}

/** What useT returns, for lists long enough that a subscription per line would cost a frame. */
export type T = ReturnType<typeof useT>;

/** Whether the catalogues hold a key that was put together from data ("fault." + code). */
export function isKey(key: string): key is Key {
  return key in phrases;
}

/** The keys that begin with prefix, without it: what there are words for. */
export function wordedUnder(prefix: string): string[] {
  return Object.keys(phrases)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}

/** Picks one language of a name or note that comes from data; the other stands in when it is empty. */
export function pick(text: { zh: string; en: string } | undefined, language: Language): string {
  if (!text) return "";
  return language === "en" ? text.en || text.zh : text.zh || text.en;
}

/** Names from data in the language of the interface. */
export function useName() {
  const [language] = useLanguage();
  return useCallback((text: { zh: string; en: string } | undefined) => pick(text, language), [language]);
}

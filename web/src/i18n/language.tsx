import { createContext, type ComponentChildren } from "preact";
import { useContext, useLayoutEffect, useState } from "preact/hooks";
import { reloadIfReached } from "../parts/reloading.js";
import { browserStore } from "../parts/storage.js";
import { formatFor, type Format } from "./format.js";
import type { Words } from "./words.js";

/** Each language is a script of its own, because a user needs only one of them. */
const LANGUAGES = {
  ko: async () => (await import("./ko.js")).ko,
  en: async () => (await import("./en.js")).en,
} as const satisfies Record<string, () => Promise<Words>>;

export type Language = keyof typeof LANGUAGES;

const KEY = "language";
const RETRY_MS = 2_000;

/** The language that was chosen before. Otherwise Korean for a browser in Korean, and English for all others. */
export function firstLanguage(chosen: string | null, browserLanguage: string): Language {
  if (chosen === "ko" || chosen === "en") return chosen;
  return browserLanguage.toLowerCase().startsWith("ko") ? "ko" : "en";
}

export interface Spoken {
  words: Words;
  format: Format;
  language: Language;
  setLanguage: (language: Language) => void;
}

const Speech = createContext<Spoken | null>(null);

/** The words and formats of the language that is shown, and the function that chooses another. */
export function useWords(): Spoken {
  return useContext(Speech)!;
}

/**
 * Shows its children in the chosen language. Until it is loaded, they stay in the language before. Until the first
 * language is loaded, nothing is shown.
 */
export function LanguageChoice({ children }: { children: ComponentChildren }) {
  const [language, setLanguage] = useState(() =>
    firstLanguage(browserStore.getItem(KEY), navigator.language),
  );
  const [spoken, setSpoken] = useState<Spoken | null>(null);
  useLayoutEffect(() => {
    let retry: ReturnType<typeof setTimeout>;
    const choose = (chosen: Language) => {
      browserStore.setItem(KEY, chosen);
      setLanguage(chosen);
    };
    const load = () =>
      LANGUAGES[language]().then(
        (words) => {
          document.documentElement.lang = language;
          setSpoken({ words, format: formatFor(language), language, setLanguage: choose });
        },
        () => {
          // Most often nothing is shown yet, so a reload disturbs nobody.
          void reloadIfReached(RETRY_MS);
          retry = setTimeout(() => void load(), RETRY_MS);
        },
      );
    void load();
    return () => clearTimeout(retry);
  }, [language]);
  return spoken === null ? null : <Speech.Provider value={spoken}>{children}</Speech.Provider>;
}

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { useWords, type Language, type Spoken } from "./language.js";
import type { LaterWords } from "./laterWords.js";

/** The words for the pages of buyers and of organisers, in each language. They are loaded with these pages. */
export const LATER_LANGUAGES = {
  ko: async () => (await import("./koLater.js")).koLater,
  en: async () => (await import("./enLater.js")).enLater,
} as const satisfies Record<Language, () => Promise<LaterWords>>;

export const LaterSpeech = createContext<LaterWords | null>(null);

/** All words of the chosen language, for the pages of buyers and of organisers. */
export function useLaterWords(): Spoken & { later: LaterWords } {
  return { ...useWords(), later: useContext(LaterSpeech)! };
}

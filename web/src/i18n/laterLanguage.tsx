import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { useWords, type Language, type Spoken } from "./language.js";
import type { LaterWords } from "./laterWords.js";

/** Each language's words for the later pages, which are loaded with these pages. */
export const LATER_LANGUAGES = {
  ko: async () => (await import("./koLater.js")).koLater,
  en: async () => (await import("./enLater.js")).enLater,
} as const satisfies Record<Language, () => Promise<LaterWords>>;

export const LaterSpeech = createContext<LaterWords | null>(null);

/** All words of the chosen language, for the later pages. */
export function useLaterWords(): Spoken & { later: LaterWords } {
  return { ...useWords(), later: useContext(LaterSpeech)! };
}

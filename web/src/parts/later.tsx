import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useWords, type Language } from "../i18n/language.js";
import { LATER_LANGUAGES, LaterSpeech } from "../i18n/laterLanguage.js";
import type { LaterWords } from "../i18n/laterWords.js";
import type * as Parts from "../laterParts.js";
import { LoadingPage } from "./page.js";
import { reloadIfReached } from "./reloading.js";
import { TroubleNotice, TroublePage } from "./troubleNotice.js";

type LaterParts = typeof Parts;

/** The pause after which it is tried again to reload a page without the parts, in milliseconds. */
const AGAIN_MS = 5_000;

/** The pages and parts. Null until they are loaded. */
let laterParts: LaterParts | null = null;
/** The words of the languages that were loaded already. */
const laterWords = new Map<Language, LaterWords>();

interface LaterProps {
  show: (parts: LaterParts) => ComponentChildren;
  /** The title of a whole page while it cannot be loaded. Null for a part of a page. */
  title?: string | null;
}

/** A page, or a part of one, that is loaded with its words when it is shown. */
export function Later({ show, title = null }: LaterProps) {
  const { words, language } = useWords();
  const [loaded, setLoaded] = useState<LaterWords | null>(null);
  // `loaded` has the words that came last, maybe of another language. It is shown until those of the chosen one come.
  const later = laterWords.get(language) ?? loaded;
  const [isFailed, setFailed] = useState(false);
  async function load(): Promise<void> {
    try {
      const [parts, spoken] = await Promise.all([import("../laterParts.js"), LATER_LANGUAGES[language]()]);
      laterParts = parts;
      laterWords.set(language, spoken);
      setLoaded(spoken);
    } catch {
      setFailed(true);
    }
  }
  useEffect(() => void load(), [language]);
  useEffect(() => {
    if (!isFailed) return;
    void reloadIfReached();
    const timer = setInterval(() => void reloadIfReached(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isFailed]);
  if (laterParts !== null && later !== null) {
    return <LaterSpeech.Provider value={later}>{show(laterParts)}</LaterSpeech.Provider>;
  }
  if (!isFailed) return title !== null ? <LoadingPage /> : <p class="quiet">{words.loading}</p>;
  const trouble = { reason: "LOST" } as const;
  return title !== null ? (
    <TroublePage title={title} trouble={trouble} />
  ) : (
    <TroubleNotice trouble={trouble} />
  );
}

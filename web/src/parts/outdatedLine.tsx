import { useWords } from "../i18n/language.js";

/** Says that polled answers are not up to date. An empty line keeps the room of one line of text. */
export function OutdatedLine({ isOutdated }: { isOutdated: boolean }) {
  const { words } = useWords();
  return (
    <p class="outdated" role="status">
      {isOutdated ? words.notUpToDate : ""}
    </p>
  );
}

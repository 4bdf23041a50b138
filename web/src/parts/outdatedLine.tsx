import { useWords } from "../i18n/language.js";

/** Says that polled answers are not up to date. The line keeps its room when it is empty, so that nothing jumps. */
export function OutdatedLine({ isOutdated }: { isOutdated: boolean }) {
  const { words } = useWords();
  return (
    <p class="outdated" role="status">
      {isOutdated ? words.notUpToDate : ""}
    </p>
  );
}

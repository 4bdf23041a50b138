import { useWords } from "../i18n/language.js";

/** Says that polled numbers are old. It keeps its room when it is not shown, so that nothing jumps. */
export function OutdatedLine({ isOutdated }: { isOutdated: boolean }) {
  const { words } = useWords();
  return (
    <p class="outdated" role="status">
      {isOutdated ? words.notUpToDate : ""}
    </p>
  );
}

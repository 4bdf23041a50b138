import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useWords } from "../i18n/language.js";

/** When and where a performance is. */
export function WhenAndWhere({
  performance,
}: {
  performance: Pick<GetPerformanceAnswer, "startsAt" | "timeZone" | "venue">;
}) {
  const { format } = useWords();
  const { startsAt, timeZone, venue } = performance;
  return (
    <p class="when">
      <time dateTime={startsAt}>{format.time(startsAt, timeZone)}</time>
      <span>{venue}</span>
    </p>
  );
}

/** Says that polled numbers are old. It keeps its room when it is not shown, so that nothing jumps. */
export function OutdatedLine({ isOutdated }: { isOutdated: boolean }) {
  const { words } = useWords();
  return (
    <p class="outdated" role="status">
      {isOutdated ? words.notUpToDate : ""}
    </p>
  );
}

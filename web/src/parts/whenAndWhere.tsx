import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useWords } from "../i18n/language.js";

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

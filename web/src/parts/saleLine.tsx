import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useWords } from "../i18n/language.js";
import { saleAt } from "../time/sale.js";
import { clock } from "../time/clock.js";
import { digits, useSecondsUntil } from "../time/countdown.js";

/** The state of the sale now. Renders again each second until the sale opens, but not when it ends. */
export function useSale(performance: GetPerformanceAnswer): ReturnType<typeof saleAt> {
  useSecondsUntil(Date.parse(performance.salesOpenAt));
  return saleAt(performance, clock.now());
}

const DAY_S = 86_400;

/**
 * Before a sale, says when it opens, and counts down in the last 24 hours. After it, says that it has ended. During it,
 * shows nothing.
 */
export function SaleLine({ performance }: { performance: GetPerformanceAnswer }) {
  const { words, format } = useWords();
  const { salesOpenAt, timeZone } = performance;
  const left = useSecondsUntil(Date.parse(salesOpenAt))!;
  const sale = saleAt(performance, clock.now());
  if (sale === "open") return null;
  if (sale === "closed") return <p class="notice">{words.performances.sale.closed}</p>;
  return (
    <div class="notice countdown">
      <p>{words.venue.opensAt(format.time(salesOpenAt, timeZone))}</p>
      {left <= DAY_S && (
        <p>
          {words.venue.opensIn} <strong role="timer">{digits(left)}</strong>
        </p>
      )}
    </div>
  );
}

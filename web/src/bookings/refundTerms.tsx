import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useLaterWords } from "../i18n/laterLanguage.js";

/** The performance's terms for seats that are given back. */
export function RefundTerms({ performance }: { performance: GetPerformanceAnswer }) {
  const { later, format } = useLaterWords();
  const { refundPolicy, currency } = performance;
  const { refund } = later;
  if (refundPolicy === null) return <p class="quiet">{refund.noTerms}</p>;
  const { free, tiers } = refundPolicy;
  return (
    <details class="quiet">
      <summary>{refund.terms}</summary>
      <ul class="plain">
        {free.map(({ withinHours, daysBefore }) => (
          <li key={`${withinHours} ${daysBefore}`}>{refund.freeWithin(withinHours, daysBefore)}</li>
        ))}
        {tiers.map(({ daysBefore, feePercent, maxFeePerSeat }, index) => {
          const above = tiers[index - 1]?.daysBefore;
          const toDays = above === undefined ? null : above - 1;
          return (
            <li key={daysBefore}>
              {refund.fee} ·{" "}
              {refund.reason({ kind: "TIER", fromDays: daysBefore, toDays, feePercent }, false)}
              {maxFeePerSeat !== undefined && refund.atMost(format.money(maxFeePerSeat, currency))}
            </li>
          );
        })}
        {tiers.at(-1)?.daysBefore !== 0 && <li>{refund.thenNone}</li>}
      </ul>
    </details>
  );
}

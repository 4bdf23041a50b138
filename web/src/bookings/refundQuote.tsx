import type { GetPerformanceAnswer, QuoteRefundAnswer } from "../../../functions/src/contract.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { namedSeat } from "../i18n/words.js";
import { isLimited } from "./refund.js";

interface QuoteProps {
  quote: QuoteRefundAnswer;
  /** Whether the user agreed to another sum before. */
  isChanged: boolean;
  /** For its time zone. Null while it is not loaded. */
  performance: GetPerformanceAnswer | null;
  onAgree: () => void;
}

/** What comes back, for each seat and in all, with the fee, its reason and the end of the offer. The user may agree. */
export function RefundQuote({ quote, isChanged, performance, onAgree }: QuoteProps) {
  const { words, later, format } = useLaterWords();
  const { seats, refundAmount, fee, feeRule, currency, validUntil } = quote;
  const money = (amount: number) => format.money(amount, currency);
  const timeZone = performance?.timeZone ?? "Asia/Seoul";
  return (
    <>
      {isChanged && (
        <p class="notice" role="alert">
          {later.refund.changed(money(refundAmount))}
        </p>
      )}
      <table class="bill">
        <thead>
          <tr>
            <th scope="col">{later.refund.seat}</th>
            <th scope="col">{later.refund.price}</th>
            <th scope="col">{later.refund.fee}</th>
            <th scope="col">{later.refund.back}</th>
          </tr>
        </thead>
        <tbody>
          {seats.map((seat) => (
            <tr key={seat.seatId}>
              <th scope="row">{words.seats.seat(namedSeat(seat.seatId))}</th>
              <td class="amount">{money(seat.price)}</td>
              <td class="amount">{money(seat.fee)}</td>
              <td class="amount">{money(seat.refund)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {later.refund.total}
            </th>
            <td class="amount">{money(fee)}</td>
            <td class="amount">{money(refundAmount)}</td>
          </tr>
        </tfoot>
      </table>
      <p>{fee === 0 ? later.refund.free : later.refund.reason(feeRule, isLimited(quote))}</p>
      <p class="quiet">{later.refund.validUntil(format.time(validUntil, timeZone))}</p>
      <button type="button" class="main" onClick={onAgree}>
        {later.refund.agree(money(refundAmount))}
      </button>
    </>
  );
}

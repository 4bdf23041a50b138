import type { OpenBooking } from "../booking/ownBookings.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import type { DeclineCode, LaterWords } from "../i18n/laterWords.js";
import { sayTrouble } from "../i18n/words.js";
import { Link, paths } from "../router.js";
import type { PayingState } from "./payingState.js";

interface OutcomeProps {
  state: PayingState;
  booking: OpenBooking;
  /** Where seats can be chosen again. */
  seatsPath: string;
}

/** Says that a booking is cancelled, and whether a payment that was sent before may still be charged. */
export const sayCancelled = ({ pay }: LaterWords, { wasSent }: { wasSent: boolean }): string =>
  `${pay.cancelled} ${wasSent ? pay.declined.chargedLater : pay.declined.uncharged}`;

/** Says how far a payment is, or how it ended. */
export function Outcome({ state, booking, seatsPath }: OutcomeProps) {
  const { words, later, format } = useLaterWords();
  const { pay } = later;
  const { bookingId, totalAmount, currency } = booking;
  const chooseOthers = (
    <Link class="button" to={seatsPath}>
      {pay.chooseOthers}
    </Link>
  );
  const toBookings = (
    <Link class="button" to={paths.bookings}>
      {pay.toBookings}
    </Link>
  );
  /** Whether it is known that nothing was charged. A payment without an answer may be charged later. */
  const isCertain = (code: string | null) => code !== null && code !== "PG_TIMEOUT" && code in pay.declines;
  switch (state.is) {
    case "paying":
      return null;
    case "cancelling":
      return state.isUnknown ? (
        <p class="notice" role="status">
          {later.cancel.unknown}
        </p>
      ) : null;
    case "expiring":
      return (
        <p class="notice" role="status" aria-busy="true">
          {pay.expiring}
        </p>
      );
    case "form":
      if (state.trouble === null) return null;
      // After a reload the outcome is asked for without the card. MALFORMED then means that the card is needed.
      return (
        <p class="notice" role="alert">
          {state.trouble.reason === "MALFORMED"
            ? pay.unfinished
            : sayTrouble(words, later, format, state.trouble)}
        </p>
      );
    case "finding out":
      return (
        <div class="notice" role="status" aria-busy="true">
          <h2>{pay.findingOut.title}</h2>
          <p>{pay.findingOut.text}</p>
        </div>
      );
    case "paid":
      return (
        <div class="notice good" role="status">
          {totalAmount > 0 && <p>{pay.paid.text(format.money(totalAmount, currency))}</p>}
          <p>{later.bookings.number(bookingId)}</p>
          {toBookings}
        </div>
      );
    case "declined":
      return (
        <div class="notice bad" role="alert">
          <p>
            {state.code !== null &&
              `${pay.declines[state.code as DeclineCode] ?? pay.otherDecline(state.code)} `}
            {isCertain(state.code) ? pay.declined.uncharged : pay.declined.chargedLater} {pay.declined.free}
          </p>
          {chooseOthers}
        </div>
      );
    case "expired":
      return (
        <div class="notice bad" role="alert">
          <p>{pay.over}</p>
          {chooseOthers}
        </div>
      );
    case "cancelled":
      return (
        <div class="notice" role="status">
          <p>{sayCancelled(later, state)}</p>
          {chooseOthers}
        </div>
      );
    case "over":
      return (
        <div class="notice bad" role="alert">
          <p>{sayTrouble(words, later, format, state.trouble)}</p>
          {chooseOthers} {toBookings}
        </div>
      );
  }
}

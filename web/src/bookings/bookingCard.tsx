import { useRef, useState } from "preact/hooks";
import type { CancelBookingAnswer, GetMyBookingsAnswer } from "../../../functions/src/contract.js";
import { call } from "../calls/call.js";
import { getPerformance } from "../calls/reads.js";
import type { Trouble } from "../calls/trouble.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { nameSeats } from "../i18n/words.js";
import { WhenAndWhere } from "../parts/whenAndWhere.js";
import { TroubleNotice } from "../parts/troubleNotice.js";
import { announce } from "../parts/announcer.js";
import { browserStore, tabStore } from "../parts/storage.js";
import { useLoaded } from "../parts/useLoaded.js";
import { useWait } from "../parts/useWait.js";
import { ownBooking } from "../booking/ownBookings.js";
import { cancel } from "../paying/pay.js";
import { sayCancelled } from "../paying/outcome.js";
import { Link, paths } from "../router.js";
import { clock } from "../time/clock.js";
import { BookedSeats } from "./bookedSeats.js";
import { CancelButton } from "./cancelButton.js";
import { RefundPanel } from "./refundPanel.js";

export type Booking = GetMyBookingsAnswer["bookings"][number];

/** A booking of the user: its performance, seats and status, what was given back, and what can be done with it. */
export function BookingCard({ booking, onChanged }: { booking: Booking; onChanged: () => void }) {
  const { words, later, format } = useLaterWords();
  const { performanceId, seats, status, currency, cancelledSeats, refundedAmount, feeKept } = booking;
  const { value: performance } = useLoaded(() => getPerformance(performanceId), performanceId);
  const timeZone = performance?.timeZone ?? "Asia/Seoul";
  // This browser sent a payment. The booking's status follows the payment's a moment later.
  const isConfirming = status === "pending" && ownBooking(browserStore, booking.bookingId)?.wasSent;
  const isPayable = status === "pending" && !isConfirming && clock.now() < Date.parse(booking.expiresAt);
  const heading = useRef<HTMLHeadingElement>(null);
  const changed = () => {
    // The button that was pressed will be gone.
    heading.current?.focus();
    onChanged();
  };
  const [done, setDone] = useState<{ refund: CancelBookingAnswer["refund"] } | null>(null);
  const kept = status === "cancelled" && cancelledSeats.length > 0 ? [] : seats;
  return (
    <article class={`card booking ${status}`}>
      <header class="card-head">
        <h2 ref={heading} tabIndex={-1}>
          {performance?.title ?? performanceId}
        </h2>
        <span class={`badge ${status}`}>{statusWords()}</span>
      </header>
      {done && <p class="notice good">{sayDone(done.refund)}</p>}
      {performance && <WhenAndWhere performance={performance} />}
      {kept.length > 0 && (
        <BookedSeats
          seats={kept}
          sections={performance?.sections ?? null}
          currency={currency}
          total={kept.reduce((sum, { price }) => sum + price, 0)}
        />
      )}
      {cancelledSeats.length > 0 && (
        <ul class="quiet plain">
          <li>
            {later.bookings.givenBack(
              nameSeats(
                words,
                format,
                cancelledSeats.map(({ seatId }) => seatId),
              ),
            )}
          </li>
          {refundedAmount > 0 && <li>{later.bookings.refunded(format.money(refundedAmount, currency))}</li>}
          {feeKept > 0 && <li>{later.bookings.feeKept(format.money(feeKept, currency))}</li>}
        </ul>
      )}
      {cancelledSeats.length === 0 && refundedAmount > 0 && (
        <p>
          {(booking.cancelReason === "ORGANISER" ? later.bookings.refunded : later.bookings.lateCharge)(
            format.money(refundedAmount, currency),
          )}
        </p>
      )}
      <p class="quiet">
        {later.bookings.bookedAt(format.time(booking.createdAt, timeZone))} ·{" "}
        {later.bookings.number(booking.bookingId)}
      </p>
      {isConfirming && (
        <p class="actions">
          <Link class="button" to={paths.pay(booking.bookingId)}>
            {later.bookings.toPayment}
          </Link>
        </p>
      )}
      {isPayable && <PendingActions booking={booking} onChanged={changed} />}
      {status === "confirmed" && (
        <RefundPanel
          booking={booking}
          performance={performance}
          onAsk={() => setDone(null)}
          onDone={(refund) => {
            setDone({ refund });
            announce(sayDone(refund));
            changed();
          }}
        />
      )}
    </article>
  );

  function sayDone(refund: CancelBookingAnswer["refund"]): string {
    return refund === null
      ? later.refund.doneWithout
      : later.refund.done(format.money(refund.amount, currency));
  }

  function statusWords(): string {
    if (status === "cancelled") return later.bookings.status[booking.cancelReason ?? "USER"];
    if (isConfirming) return later.bookings.status.confirming;
    if (status === "pending" && !isPayable) return later.bookings.status.expired;
    return later.bookings.status[status];
  }
}

function PendingActions({ booking, onChanged }: { booking: Booking; onChanged: () => void }) {
  const { later } = useLaterWords();
  const wait = useWait();
  const [isBusy, setBusy] = useState(false);
  const [isUnknown, setUnknown] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  async function cancelIt(): Promise<void> {
    setBusy(true);
    setTrouble(null);
    const waiting = { wait, onUnknown: () => setUnknown(true) };
    const end = await cancel(booking, { call, tab: tabStore, browser: browserStore, waiting });
    if (end.is === "cancelled") announce(sayCancelled(later, end));
    // The list will show what became of the booking, here or elsewhere.
    if (end.is !== "refused") return onChanged();
    setBusy(false);
    setUnknown(false);
    setTrouble(end.trouble);
  }

  return (
    <>
      {trouble && <TroubleNotice trouble={trouble} onAgain={() => void cancelIt()} />}
      {isUnknown && (
        <p class="notice" role="status">
          {later.cancel.unknown}
        </p>
      )}
      <p class="actions">
        <Link class="button main" to={paths.pay(booking.bookingId)}>
          {later.bookings.goOn}
        </Link>
        <CancelButton isDisabled={isBusy} isCancelling={isBusy} onCancel={() => void cancelIt()} />
      </p>
    </>
  );
}

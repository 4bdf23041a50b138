import { useEffect, useRef, useState } from "preact/hooks";
import { keepChoice, keptChoice } from "../booking/choice.js";
import { findBooking } from "../booking/openBooking.js";
import type { OpenBooking } from "../booking/ownBookings.js";
import { call } from "../calls/call.js";
import { troubleOf, type Trouble } from "../calls/trouble.js";
import { UNKNOWN, untilKnown } from "../calls/untilKnown.js";
import { browserStore, tabStore } from "../parts/storage.js";
import { useWait } from "../parts/useWait.js";
import { clock } from "../time/clock.js";
import { cancel, pay, wasSent, type Attempt, type Card } from "./pay.js";

export type PayingState =
  | { is: "form"; trouble: Trouble | null }
  /** `isUnknown`: no answer came yet, and the service is asked again. */
  | { is: "cancelling"; isUnknown: boolean }
  /** `expiring`: the time is over, and the service is asked whether the booking was paid elsewhere. */
  | { is: "paying" | "finding out" | "cancelled" | "expiring" | "expired" }
  | Exclude<Attempt, { is: "not charged" }>;

/** After these states the seats can be booked again. */
const FREED: readonly PayingState["is"][] = ["declined", "cancelled", "expired"];

/** While one of these states is shown, the booking may be paid or cancelled elsewhere. */
const WATCHED: readonly PayingState["is"][] = ["form", "expiring", "expired"];

/** The pause after which the service is asked again about an expired booking that is still pending, in milliseconds. */
const LOOK_MS = 5_000;

/**
 * Pays or cancels a booking, one request at a time. If a payment was sent before, it first asks what became of it.
 * Follows what is done elsewhere: the service is asked when the page is seen again, and when the time is over.
 */
export function usePaying(booking: OpenBooking) {
  const [state, setState] = useState<PayingState>(() => stateOf(booking));
  const wait = useWait();
  // A second press before the next render must not send a second request.
  const isBusy = useRef(false);
  const isLooking = useRef(false);
  const first = useRef(state.is);

  function end(ended: Attempt | { is: "cancelled" }): void {
    isBusy.current = false;
    setState(ended.is === "not charged" ? { is: "form", trouble: ended.trouble } : ended);
  }

  async function attempt(card: Card | null): Promise<void> {
    isBusy.current = true;
    const waiting = { wait, onUnknown: () => setState({ is: "finding out" }) };
    end(await pay(booking, card, { call, storage: browserStore, waiting }));
  }

  /** Asks the service what the booking is by now. Asks about an expired one until it is not pending any more. */
  async function look(): Promise<void> {
    if (isLooking.current) return;
    isLooking.current = true;
    const show = (next: PayingState) =>
      setState((before) =>
        WATCHED.includes(before.is) && next.is !== before.is && next.is !== "form" ? next : before,
      );
    const find = () => findBooking(booking.bookingId, { call, storage: browserStore });
    try {
      for (let isOver = false; !isOver;) {
        const found = await untilKnown(find, UNKNOWN, { wait, onUnknown: () => {} });
        show(stateOf(found));
        isOver = found.status !== "pending" || !isExpired(found);
        if (!isOver) await wait(LOOK_MS);
      }
    } catch (error) {
      const trouble = troubleOf(error);
      setState((before) => (before.is === "expiring" ? { is: "over", trouble } : before));
    }
    isLooking.current = false;
  }

  useEffect(() => {
    if (state.is === "finding out" && !isBusy.current) void attempt(null);
    if (state.is === "expiring" || state.is === "expired") void look();
    if (FREED.includes(state.is) && state.is !== first.current) chooseAgain(booking);
  }, [state.is]);

  useEffect(() => {
    const seen = () => void (document.visibilityState === "visible" && look());
    addEventListener("visibilitychange", seen);
    return () => removeEventListener("visibilitychange", seen);
  }, []);

  return {
    state,
    pay(card: Card | null): void {
      if (state.is !== "form" || isBusy.current) return;
      setState({ is: "paying" });
      void attempt(card);
    },
    async cancel(): Promise<void> {
      if (state.is !== "form" || isBusy.current) return;
      isBusy.current = true;
      setState({ is: "cancelling", isUnknown: false });
      const waiting = { wait, onUnknown: () => setState({ is: "cancelling", isUnknown: true }) };
      end(await cancel(booking, { call, storage: browserStore, waiting }));
    },
    /** Ends the form when the time is over. A payment that is under way may still succeed. */
    expire: () => setState((before) => (before.is === "form" ? { is: "expiring" } : before)),
  };
}

const isExpired = ({ expiresAt }: OpenBooking) => clock.now() >= Date.parse(expiresAt);

/** Chooses the seats of a booking again where they can be booked. */
function chooseAgain({ performanceId, seats }: OpenBooking): void {
  const before = keptChoice(tabStore, performanceId);
  keepChoice(tabStore, performanceId, [...before, ...seats.map(({ seatId }) => seatId)]);
}

function stateOf(booking: OpenBooking): PayingState {
  const { bookingId, status, cancelReason } = booking;
  switch (status) {
    case "pending":
      // If a payment was sent, its outcome is asked for. The booking's status follows the payment a moment later.
      if (wasSent(browserStore, bookingId)) return { is: "finding out" };
      return isExpired(booking) ? { is: "expired" } : { is: "form", trouble: null };
    case "confirmed":
      return { is: "paid" };
    case "cancelled":
      // Why the card was declined is not known here any more.
      if (cancelReason === "PAYMENT_FAILED") return { is: "declined", code: null };
      if (cancelReason === "EXPIRED") return { is: "expired" };
      return { is: "over", trouble: { reason: "BOOKING_NOT_PENDING", status: "cancelled" } };
  }
}

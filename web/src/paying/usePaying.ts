import { useEffect, useRef, useState } from "preact/hooks";
import { keepChoice, keptChoice } from "../booking/choice.js";
import type { OpenBooking } from "../booking/openBooking.js";
import { forget, keptOf } from "../booking/purchase.js";
import { call } from "../calls/call.js";
import { troubleOf, type Trouble } from "../calls/trouble.js";
import { tabStore } from "../parts/storage.js";
import { useWait } from "../parts/useWait.js";
import { cancel, pay, wasSent, type Attempt, type Card } from "./pay.js";

export type PayingState =
  | { is: "form"; trouble: Trouble | null }
  | { is: "paying" | "finding out" | "cancelling" | "cancelled" | "expired" }
  | Exclude<Attempt, { is: "not charged" }>;

/** Pays or cancels a booking, one request at a time. If a payment was sent before, it first asks what became of it. */
export function usePaying(booking: OpenBooking) {
  const [state, setState] = useState<PayingState>(() => firstState(booking));
  const wait = useWait();
  // A second press before the next render must not send a second request.
  const isBusy = useRef(false);

  function forgetPurchase(): void {
    if (keptOf(tabStore, booking.bookingId) !== null) forget(tabStore);
  }

  /** Forgets the choice of paid seats, so that they are not chosen again after they are given back. */
  function forgetChoice(): void {
    const { performanceId, seats } = booking;
    const isBought = (id: string) => seats.some(({ seatId }) => seatId === id);
    const others = keptChoice(tabStore, performanceId).filter((seatId) => !isBought(seatId));
    keepChoice(tabStore, performanceId, others);
  }

  async function attempt(card: Card | null): Promise<void> {
    isBusy.current = true;
    const waiting = { wait, onUnknown: () => setState({ is: "finding out" }) };
    const ended = await pay(booking, card, { call, storage: tabStore, waiting });
    if (ended.is !== "not charged") forgetPurchase();
    if (ended.is === "paid") forgetChoice();
    isBusy.current = false;
    setState(ended.is === "not charged" ? { is: "form", trouble: ended.trouble } : ended);
  }

  useEffect(() => {
    if (state.is === "finding out") void attempt(null);
    // It may have been paid in another tab.
    if (state.is !== "paid") return;
    forgetPurchase();
    forgetChoice();
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
      setState({ is: "cancelling" });
      try {
        await cancel(booking.bookingId, { call, waiting: { wait, onUnknown: () => {} } });
        forgetPurchase();
        setState({ is: "cancelled" });
      } catch (error) {
        setState({ is: "over", trouble: troubleOf(error) });
      }
    },
    /** Ends the form when the time is over. A payment that is under way may still succeed. */
    expire: () => setState((before) => (before.is === "form" ? { is: "expired" } : before)),
  };
}

function firstState({ bookingId, status, cancelReason }: OpenBooking): PayingState {
  // If a payment was sent, its outcome is asked for, because the booking's status follows the payment a moment later.
  if (wasSent(tabStore, bookingId)) return { is: "finding out" };
  switch (status) {
    case "pending":
      return { is: "form", trouble: null };
    case "confirmed":
      return { is: "paid" };
    case "cancelled":
      // Why the card was declined is not known here any more.
      if (cancelReason === "PAYMENT_FAILED") return { is: "declined", code: null };
      return { is: "over", trouble: { reason: "BOOKING_NOT_PENDING", status: "cancelled" } };
  }
}

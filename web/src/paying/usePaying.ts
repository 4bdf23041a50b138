import { useEffect, useRef, useState } from "preact/hooks";
import type { Means } from "../booking/book.js";
import { findBooking } from "../booking/openBooking.js";
import { BOOKINGS_KEY } from "../booking/keptKeys.js";
import { ownBooking, type OpenBooking } from "../booking/ownBookings.js";
import { call } from "../calls/call.js";
import { troubleOf } from "../calls/trouble.js";
import { UNKNOWN, untilKnown } from "../calls/untilKnown.js";
import { browserStore, tabStore } from "../parts/storage.js";
import { useWait } from "../parts/useWait.js";
import { clock } from "../time/clock.js";
import { cancel, chooseAgain, pay, type Attempt, type Cancelling, type Card } from "./pay.js";
import { afterLook, isExpired, stateOf, WATCHED, type PayingState } from "./payingState.js";

/** The pause after which the service is asked again about an expired booking that is still pending, in milliseconds. */
const LOOK_MS = 5_000;

/**
 * Pays or cancels a booking, one request at a time. If a payment was sent before, it first asks what became of it.
 * Follows what is done elsewhere: the service is asked when the page is seen again, when another tab keeps something
 * about bookings, and when the time is over.
 */
export function usePaying(booking: OpenBooking) {
  const { bookingId } = booking;
  const stateNow = (found: OpenBooking) => stateOf(found, ownBooking(browserStore, bookingId), clock.now());
  const [state, setState] = useState<PayingState>(() => stateNow(booking));
  const wait = useWait();
  // A second press before the next render must not send a second request.
  const isBusy = useRef(false);
  const isLooking = useRef(false);
  // Whether to look once more, because something happened during a look.
  const isWanted = useRef(false);
  // Whether the service has answered that the booking is paid or cancelled.
  const isOver = useRef(false);
  const openedAs = useRef(state.is);

  const means = (onUnknown: () => void): Means => ({
    call,
    tab: tabStore,
    browser: browserStore,
    waiting: { wait, onUnknown },
  });

  function end(ended: Attempt | Cancelling): void {
    isBusy.current = false;
    if (ended.is !== "refused") setState(ended);
    else
      setState(isExpired(booking, clock.now()) ? { is: "expired" } : { is: "form", trouble: ended.trouble });
  }

  async function attempt(card: Card | null): Promise<void> {
    isBusy.current = true;
    end(
      await pay(
        booking,
        card,
        means(() => setState({ is: "finding out" })),
      ),
    );
  }

  /** Asks the service what the booking is by now. */
  async function look(): Promise<void> {
    if (isOver.current) return;
    isWanted.current = isLooking.current;
    if (isLooking.current) return;
    isLooking.current = true;
    try {
      const find = () => findBooking(bookingId, { call, storage: browserStore });
      const found = await untilKnown(find, UNKNOWN, { wait, onUnknown: () => {} });
      isOver.current = found.status !== "pending";
      setState((before) => afterLook(before, stateNow(found)));
    } catch (error) {
      const trouble = troubleOf(error);
      setState((before) => (before.is === "expiring" ? { is: "over", trouble } : before));
    } finally {
      isLooking.current = false;
      if (isWanted.current) void look();
    }
  }

  useEffect(() => {
    if (state.is === "finding out" && !isBusy.current) void attempt(null);
    if (state.is === "expiring") void look();
    if (state.is === "expired" && openedAs.current !== "expired") chooseAgain(booking, tabStore);
    if (!WATCHED.includes(state.is)) return;
    const seen = () => void (document.visibilityState === "visible" && look());
    document.addEventListener("visibilitychange", seen);
    const heard = ({ key }: StorageEvent) => key === BOOKINGS_KEY && seen();
    addEventListener("storage", heard);
    // An expired booking may be paid elsewhere until it is cancelled. Up to a fifth is added, because many expire at once.
    const timer = state.is === "expired" && setInterval(seen, LOOK_MS * (1 + Math.random() / 5));
    return () => {
      document.removeEventListener("visibilitychange", seen);
      removeEventListener("storage", heard);
      if (timer) clearInterval(timer);
    };
  }, [state.is]);

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
      end(
        await cancel(
          booking,
          means(() => setState({ is: "cancelling", isUnknown: true })),
        ),
      );
    },
    /** Ends the form when the time is over. A payment that is under way may still succeed. */
    expire: () => setState((before) => (before.is === "form" ? { is: "expiring" } : before)),
  };
}

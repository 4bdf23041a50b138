import { useEffect, useRef, useState } from "preact/hooks";
import { call, preloadCalls } from "../calls/call.js";
import { troubleOf, type Trouble } from "../calls/trouble.js";
import { tabStore } from "../parts/storage.js";
import { useWait } from "../parts/useWait.js";
import type { Choosing } from "../seats/useChoosing.js";
import { navigate, paths } from "../router.js";
import { clock } from "../time/clock.js";
import { book } from "./book.js";
import { heldBooking, kept, newPurchase, type Purchase } from "./purchase.js";
import { useKeptChoice } from "./useKeptChoice.js";

export type BookingState = { is: "idle"; trouble: Trouble | null } | { is: "booking" } | { is: "unknown" };

/**
 * Books seats and opens the page of their payment, keeps the choice, and marks seats that were taken. A purchase of
 * this performance whose answer did not come, for instance because the page was reloaded, is sent again at once.
 */
export function useBooking(performanceId: string, choosing: Choosing) {
  const [state, setState] = useState<BookingState>({ is: "idle", trouble: null });
  const wait = useWait();
  // A second press before the next render must not send a second purchase.
  const isBusy = useRef(false);
  const isShown = useRef(true);
  useEffect(
    () => () => {
      isShown.current = false;
    },
    [],
  );

  async function send(purchase: Purchase): Promise<void> {
    isBusy.current = true;
    setState({ is: "booking" });
    choosing.setBusy(true);
    try {
      const waiting = { wait, onUnknown: () => setState({ is: "unknown" }) };
      const { bookingId } = await book(purchase, call, tabStore, waiting);
      // Whoever has gone to another page meanwhile finds the booking in the list.
      if (isShown.current) navigate(paths.pay(bookingId));
    } catch (error) {
      setState({ is: "idle", trouble: troubleOf(error) });
      choosing.setBusy(false);
      isBusy.current = false;
    }
  }

  const held = heldBooking(kept(tabStore), performanceId, clock.now());
  const heldIds = held?.seats.map(({ seatId }) => seatId) ?? [];
  const again = useKeptChoice(performanceId, choosing, heldIds);
  useEffect(() => {
    const purchase = kept(tabStore);
    if (purchase?.request.performanceId !== performanceId || purchase.answer !== null) return;
    choosing.setChosen(purchase.request.seatIds);
    void send(purchase);
  }, []);

  // This is no part of the catch above, because `choosing` there is of the render in which the sending began.
  useEffect(() => {
    if (state.is !== "idle" || state.trouble === null) return;
    if (state.trouble.reason === "SEAT_TAKEN") choosing.markTaken(state.trouble.seatIds);
  }, [state]);

  const isAnyChosen = choosing.chosen.length > 0;
  useEffect(() => {
    // What booking needs is loaded while the user is still choosing.
    if (isAnyChosen) void preloadCalls();
  }, [isAnyChosen]);

  const heldHere = choosing.places.filter(({ seat }) => heldIds.includes(seat.seatId));
  const isHeldHere = heldHere.length > 0 && heldHere.every(({ state }) => state === "locked");
  return {
    state,
    again,
    /** A booking that waits to be paid, or null. It has seats of this block, which the map shows as locked. */
    held: isHeldHere ? held : null,
    book(): void {
      if (isBusy.current || !isAnyChosen) return;
      const seatIds = [...choosing.chosen];
      void send(newPurchase({ performanceId, seatIds, paymentMethod: "CREDIT_CARD" }));
    },
  };
}

import { useEffect, useRef, useState } from "preact/hooks";
import { call, preloadCalls } from "../calls/call.js";
import { troubleOf, type Trouble } from "../calls/trouble.js";
import { browserStore, tabStore } from "../parts/storage.js";
import { useWait } from "../parts/useWait.js";
import type { Choosing } from "../seats/useChoosing.js";
import { navigate, paths } from "../router.js";
import { book } from "./book.js";
import { ownBookings, seatsOf } from "./ownBookings.js";
import { kept, newPurchase, type Purchase } from "./purchase.js";
import { useHeld } from "./useHeld.js";
import { useKeptChoice } from "./useKeptChoice.js";
import { useLosses } from "./useLosses.js";

export type BookingState = { is: "idle"; trouble: Trouble | null } | { is: "booking" } | { is: "unknown" };

/**
 * Books seats and opens the page of their payment, keeps the choice, and marks seats that were taken. A purchase of
 * this performance whose answer did not come, for instance because the page was reloaded, is sent again at once.
 */
export function useBooking(performanceId: string, choosing: Choosing) {
  const [state, setState] = useState<BookingState>({ is: "idle", trouble: null });
  const { loss, loseTaken } = useLosses(performanceId, choosing);
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
      const means = { call, tab: tabStore, browser: browserStore, waiting };
      const { bookingId } = await book(purchase, means);
      // Whoever has gone to another page meanwhile finds the booking in the list.
      if (isShown.current) navigate(paths.pay(bookingId));
    } catch (error) {
      setState({ is: "idle", trouble: troubleOf(error) });
      choosing.setBusy(false);
      isBusy.current = false;
    }
  }

  const held = useHeld(performanceId, (own) => {
    // Seats that the user has booked in another tab are not lost, though the map will show them as taken.
    const booked = seatsOf(own, performanceId);
    const { chosen, setChosen } = choosing;
    if (chosen.some((id) => booked.includes(id))) setChosen(chosen.filter((id) => !booked.includes(id)));
  });
  const ownIds = seatsOf(ownBookings(browserStore), performanceId);
  const { again, gone } = useKeptChoice(performanceId, choosing, ownIds);
  useEffect(() => {
    const purchase = kept(tabStore).find((each) => each.performanceId === performanceId);
    if (purchase === undefined) return;
    choosing.setChosen(purchase.seatIds);
    void send(purchase);
  }, []);

  // This is no part of the catch above, because `loseTaken` there is of the render in which the sending began.
  useEffect(() => {
    if (state.is !== "idle" || state.trouble === null) return;
    if (state.trouble.reason === "SEAT_TAKEN") loseTaken(state.trouble.seatIds);
  }, [state]);

  const isAnyChosen = choosing.chosen.length > 0;
  useEffect(() => {
    // What booking needs is loaded while the user is still choosing.
    if (isAnyChosen) void preloadCalls();
  }, [isAnyChosen]);

  return {
    state,
    again,
    gone,
    held,
    loss,
    book(): void {
      if (isBusy.current || !isAnyChosen) return;
      const seatIds = [...choosing.chosen];
      void send(newPurchase({ performanceId, seatIds, paymentMethod: "CREDIT_CARD" }));
    },
  };
}

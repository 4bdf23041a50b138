import { useEffect, useState } from "preact/hooks";
import { call, loadCalls } from "../calls/call.js";
import { troubleOf, type Trouble } from "../calls/trouble.js";
import { useWait } from "../parts/useWaiting.js";
import { navigate, paths } from "../router.js";
import { book } from "./book.js";
import { kept, newPurchase, type Purchase } from "./purchase.js";

export type BookingState = { is: "idle"; trouble: Trouble | null } | { is: "booking" } | { is: "unknown" };

/**
 * Books the chosen seats and opens the page of their payment. A purchase whose answer never came, because the page was
 * reloaded, is sent again at once.
 */
export function useBooking(performanceId: string, block: string) {
  const [state, setState] = useState<BookingState>({ is: "idle", trouble: null });
  const wait = useWait();

  async function send(purchase: Purchase): Promise<void> {
    setState({ is: "booking" });
    try {
      const waiting = { wait, onUnknown: () => setState({ is: "unknown" }) };
      const { bookingId } = await book(purchase, call, sessionStorage, waiting);
      navigate(paths.pay(bookingId));
    } catch (error) {
      setState({ is: "idle", trouble: troubleOf(error) });
    }
  }

  const [resumed] = useState(() => {
    const purchase = kept(sessionStorage);
    const isHere = purchase?.request.performanceId === performanceId && purchase.block === block;
    return isHere && purchase.answer === null ? purchase : null;
  });
  useEffect(() => {
    if (resumed !== null) void send(resumed);
  }, []);

  return {
    state,
    /** The seats of the purchase that was sent again. */
    resumed: resumed?.request.seatIds ?? [],
    /** Loads what booking needs, while the user is still choosing. */
    prepare: () => void loadCalls().catch(() => {}),
    book: (seatIds: readonly string[]) =>
      void send(newPurchase({ performanceId, seatIds: [...seatIds], paymentMethod: "CREDIT_CARD" }, block)),
  };
}

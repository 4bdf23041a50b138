import type { OpenBooking, OwnBooking } from "../booking/ownBookings.js";
import type { Trouble } from "../calls/trouble.js";
import type { Attempt, Cancelling } from "./pay.js";

/** What the page of a payment shows. */
export type PayingState =
  | { is: "form"; trouble: Trouble | null }
  /** `isUnknown`: it is not known yet whether it is done, and the service is asked again. */
  | { is: "cancelling"; isUnknown: boolean }
  /** `expiring`: the time is over, and the service is asked whether the booking was paid elsewhere. */
  | { is: "paying" | "finding out" | "expiring" | "expired" }
  | Exclude<Attempt | Cancelling, { is: "refused" }>;

/** While one of these states is shown, the booking may be paid or cancelled elsewhere. */
export const WATCHED: readonly PayingState["is"][] = ["form", "expiring", "expired"];

export const isExpired = ({ expiresAt }: OpenBooking, now: number) => now >= Date.parse(expiresAt);

/**
 * Returns the state of a booking that nobody pays or cancels on this page at this moment.
 * @param own what the browser keeps of it.
 */
export function stateOf(booking: OpenBooking, own: OwnBooking | undefined, now: number): PayingState {
  const { status, cancelReason } = booking;
  switch (status) {
    case "pending":
      // The booking follows its payment a moment later.
      if (own?.status === "confirmed") return { is: "paid" };
      if (own?.wasSent) return { is: "finding out" };
      return isExpired(booking, now) ? { is: "expired" } : { is: "form", trouble: null };
    case "confirmed":
      return { is: "paid" };
    case "cancelled":
      // Why the card was declined is not known here any more.
      if (cancelReason === "PAYMENT_FAILED") return { is: "declined", code: null };
      if (cancelReason === "EXPIRED") return { is: "expired" };
      return { is: "over", trouble: { reason: "BOOKING_NOT_PENDING", status: "cancelled" } };
  }
}

/** Returns what the page shows after it learned the booking's state from the service. */
export function afterLook(before: PayingState, found: PayingState): PayingState {
  if (!WATCHED.includes(before.is) || found.is === before.is) return before;
  // The form may be used although a payment was sent: the service charges once at most.
  return before.is === "form" && found.is === "finding out" ? before : found;
}

import type { DocumentSnapshot } from "firebase-admin/firestore";
import type { Tally } from "local-firestore/counts";
import {
  cancelBooking,
  onBookingWritten,
  onPaymentIntentUpdated,
  quoteRefund,
} from "../../functions/src/index.js";
import { db } from "../../functions/src/firestore/database.js";
import { claimIntent } from "../../functions/src/payments/store/claimIntent.js";
import { performances } from "../../functions/src/performances/collection.js";
import { readMaps } from "../../functions/src/seatmap/store/readMaps.js";
import { newAttemptId } from "../../functions/src/shared/ids.js";
import { sweep } from "../../functions/src/triggers/sweep.js";
import { call } from "./calls.js";
import { BAD_CVV, seatIdsOf, type Booked } from "./design.js";
import type { Firestore } from "./firestore.js";
import { bookLongAgo, ours } from "./ours.js";

/** A change of a purchase that the seat map shows, or the sweep that looks whether it does. */
export type Change =
  | "created"
  | "claimed"
  | "confirmed"
  | "declined"
  | "cancelled"
  | "expired"
  | "given back"
  | "swept: paid"
  | "swept: declined"
  | "swept: given back";

export type Keeping = Record<Change, Tally>;

/** One block of 500 seats. */
const VENUE = { sections: 1, rowsPerSection: 10 };

/** With these terms a user gets back all that was paid. */
const NO_FEE = { free: [], tiers: [{ daysBefore: 0, feePercent: 0 }] };

/**
 * Counts what each change of a purchase costs the seat map. Its event is made of the documents before and after the
 * change, and is delivered alone. All seats of a purchase are in one block.
 */
export async function countKeeping(
  { counting, clear }: Firestore,
  performanceId: string,
  seats: number,
): Promise<Keeping> {
  await clear();
  await ours.open(performanceId, VENUE);
  await performances.doc(performanceId).update({ refundPolicy: NO_FEE });
  await readMaps(performanceId);
  const free = seatIdsOf(VENUE);
  const wish = (userId: string) => ({ userId, performanceId, seatIds: free.splice(0, seats) });
  const book = (userId: string) => ours.book(wish(userId));
  const settle = async ({ paymentIntentId }: Booked) => (await ours.outcomeEvent(paymentIntentId))();
  const shown = async ({ bookingId }: Booked, act: () => Promise<unknown>) => {
    const data = await changeBy(`bookings/${bookingId}`, act);
    return counting(async () => onBookingWritten.run(eventOf(data)));
  };

  const absent = await db.doc("bookings/absent").get();
  const buyer = await book("buyer");
  const creation = { before: absent, after: await db.doc(`bookings/${buyer.bookingId}`).get() };
  const created = await counting(async () => onBookingWritten.run(eventOf(creation)));
  await ours.pay("buyer", buyer.paymentIntentId);
  const confirmed = await shown(buyer, () => settle(buyer));
  const sweptPaid = await counting(sweep);
  const quoted = await call(quoteRefund, "buyer", { bookingId: buyer.bookingId });
  const asked = { bookingId: buyer.bookingId, expectedRefund: quoted.refundAmount };
  const givenBack = await shown(buyer, () => call(cancelBooking, "buyer", asked));
  const sweptGivenBack = await counting(sweep);

  const decliner = await book("decliner");
  await ours.pay("decliner", decliner.paymentIntentId, BAD_CVV);
  const declined = await shown(decliner, () => settle(decliner));
  const sweptDeclined = await counting(sweep);

  const leaver = await book("leaver");
  const cancelled = await shown(leaver, () => ours.cancel("leaver", leaver.bookingId));
  const late = await bookLongAgo(wish("late"));
  const expired = await shown(late, sweep);

  const { paymentIntentId } = await book("claimer");
  const caller = { userId: "claimer", attemptId: newAttemptId(), chooseGateway: () => "simulated" };
  const claim = await changeBy(`paymentIntents/${paymentIntentId}`, () =>
    claimIntent(paymentIntentId, caller),
  );
  const claimed = await counting(async () => onPaymentIntentUpdated.run(eventOf(claim)));
  return {
    created,
    claimed,
    confirmed,
    declined,
    cancelled,
    expired,
    "given back": givenBack,
    "swept: paid": sweptPaid,
    "swept: declined": sweptDeclined,
    "swept: given back": sweptGivenBack,
  };
}

/** A document before and after a change. */
interface Data {
  before: DocumentSnapshot;
  after: DocumentSnapshot;
}

async function changeBy(path: string, act: () => Promise<unknown>): Promise<Data> {
  const before = await db.doc(path).get();
  await act();
  return { before, after: await db.doc(path).get() };
}

/** The event that the platform delivers for a change. */
const eventOf = (data: Data) => ({ data, time: new Date().toISOString() }) as never;

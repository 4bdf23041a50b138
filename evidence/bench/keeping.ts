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
import { newAttemptId } from "../../functions/src/shared/ids.js";
import { sweep } from "../../functions/src/triggers/sweep.js";
import { call } from "./calls.js";
import { BAD_CVV, SEATS_PER_ROW, seatIdsOf, type Booked } from "./design.js";
import type { Firestore } from "./firestore.js";
import { buildMaps } from "./house.js";
import { bookLongAgo, ours } from "./ours.js";

/** A change of a purchase that the seat map shows. "swept" is a sweep after the change. It checks what the map shows. */
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

/**
 * Seven blocks of 500 seats. Each purchase has its own block, because an instance pauses after it
 * has written a block's map.
 */
const VENUE = { sections: 7, rowsPerSection: 10 };
const SEATS_PER_BLOCK = VENUE.rowsPerSection * SEATS_PER_ROW;

/** Terms by which a user gets back all that was paid. */
const NO_FEE = { free: [], tiers: [{ daysBefore: 0, feePercent: 0 }] };

/**
 * Counts what it costs to keep the seat map, for each change of a purchase. It drops all documents first. The event of a
 * change is made from the document before and after it, and delivered alone. All seats of a purchase are in one block.
 */
export async function countKeeping(
  { counting, clear }: Firestore,
  performanceId: string,
  seats: number,
): Promise<Keeping> {
  await clear();
  await ours.open(performanceId, VENUE);
  await performances.doc(performanceId).update({ refundPolicy: NO_FEE });
  await buildMaps(performanceId);
  const free = seatIdsOf(VENUE);
  const wish = (block: number) => {
    const first = block * SEATS_PER_BLOCK;
    return { userId: `user${block}`, performanceId, seatIds: free.slice(first, first + seats) };
  };
  const settle = async ({ paymentIntentId }: Booked) => (await ours.outcomeEvent(paymentIntentId))();
  const shown = async ({ bookingId }: Booked, act: () => Promise<unknown>) => {
    const data = await changeBy(`bookings/${bookingId}`, act);
    return counting(async () => onBookingWritten.run(eventOf(data)));
  };
  const paid = async (block: number, cvv?: string) => {
    const booked = await ours.book(wish(block));
    await ours.pay(`user${block}`, booked.paymentIntentId, cvv);
    return booked;
  };

  const absent = await db.doc("bookings/absent").get();
  const { bookingId } = await ours.book(wish(0));
  const creation = { before: absent, after: await db.doc(`bookings/${bookingId}`).get() };
  const created = await counting(async () => onBookingWritten.run(eventOf(creation)));

  const buyer = await paid(1);
  const confirmed = await shown(buyer, () => settle(buyer));
  const sweptPaid = await counting(sweep);

  const decliner = await paid(2, BAD_CVV);
  const declined = await shown(decliner, () => settle(decliner));
  const sweptDeclined = await counting(sweep);

  const giver = await paid(3);
  await settle(giver);
  await sweep();
  const quoted = await call(quoteRefund, "user3", { bookingId: giver.bookingId });
  const asked = { bookingId: giver.bookingId, expectedRefund: quoted.refundAmount };
  const givenBack = await shown(giver, () => call(cancelBooking, "user3", asked));
  const sweptGivenBack = await counting(sweep);

  const leaver = await ours.book(wish(4));
  const cancelled = await shown(leaver, () => ours.cancel("user4", leaver.bookingId));
  const late = await bookLongAgo(wish(5));
  const expired = await shown(late, sweep);

  const { paymentIntentId } = await ours.book(wish(6));
  const caller = { userId: "user6", attemptId: newAttemptId(), chooseGateway: () => "simulated" };
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

import {
  cancelBooking,
  createBooking,
  executePayment,
  onPaymentIntentUpdated,
} from "../../functions/src/index.js";
import { seatKey, ticketCountKey } from "../../functions/src/shared/ids.js";
import { showSeats } from "../../functions/src/seatmap/store/showSeats.js";
import { findPerformance } from "../../functions/src/performances/findPerformance.js";
import { serverNow } from "../../functions/src/firestore/serverClock.js";
import { sweep } from "../../functions/src/triggers/sweep.js";
import { call } from "./calls.js";
import { GOOD_CVV, type Booked, type Design, type Wish } from "./design.js";
import { inParallel } from "../support/measure.js";
import { putOnSale } from "./performances.js";
import { bookings, occupiedSeats, ticketCounts } from "../../functions/src/bookings/store/collections.js";
import { db } from "../../functions/src/firestore/database.js";
import { paymentIntents } from "../../functions/src/payments/store/collections.js";
import { openBooking } from "../../functions/src/bookings/domain/purchase.js";
import { priceOrder } from "../../functions/src/bookings/domain/order.js";

const RAN_OUT_MS = 10 * 60_000;

/** Stores a booking as if it had been made ten minutes ago and never been paid. Its lock has ended. */
export async function bookLongAgo({ userId, performanceId, seatIds }: Wish): Promise<Booked> {
  const then = new Date(serverNow().getTime() - RAN_OUT_MS);
  const wish = { userId, performanceId, seatIds, requestId: null, paymentMethod: "CREDIT_CARD" as const };
  const order = priceOrder(await findPerformance(performanceId), wish, serverNow());
  const { booking, intent, locks } = openBooking(order, then);
  const batch = db.batch();
  batch.create(bookings.doc(booking.bookingId), booking);
  batch.create(paymentIntents.doc(intent.paymentIntentId), intent);
  for (const lock of locks) batch.create(occupiedSeats.doc(seatKey(performanceId, lock.seatId)), lock);
  const count = { userId, performanceId, tickets: locks.length, updatedAt: then };
  batch.create(ticketCounts.doc(ticketCountKey(performanceId, userId)), count);
  await batch.commit();
  return booking;
}

/** This project. Users' calls, outcome events and sweeps go through its own functions. */
export const ours: Design = {
  name: "this project",
  open: async (performanceId, venue) => void (await putOnSale(performanceId, venue)),
  book: ({ userId, performanceId, seatIds }) =>
    call(createBooking, userId, { performanceId, seatIds, paymentMethod: "CREDIT_CARD" }),
  pay: (userId, paymentIntentId, cvv = GOOD_CVV) =>
    call(executePayment, userId, { paymentIntentId, paymentMethodToken: "tok_visa", cvv }),
  async outcomeEvent(paymentIntentId) {
    const after = await db.doc(`paymentIntents/${paymentIntentId}`).get();
    const before = { get: () => "PROCESSING" };
    const event = { data: { before, after }, params: { paymentIntentId } };
    return async () => onPaymentIntentUpdated.run(event as never) as Promise<unknown>;
  },
  cancel: (userId, bookingId) => call(cancelBooking, userId, { bookingId }),
  show: (performanceId, bookingId, seatIds) => showSeats(performanceId, [{ bookingId, seatIds }]),
  async abandon(performanceId, seatIds) {
    await inParallel(seatIds.length, 100, async (index) => {
      await bookLongAgo({ userId: `user${index}`, performanceId, seatIds: [seatIds[index]!] });
    });
  },
  sweep,
  async occupied(performanceId) {
    const found = occupiedSeats.where("performanceId", "==", performanceId);
    return (await found.count().get()).data().count;
  },
};

import {
  cancelBooking,
  createBooking,
  executePayment,
  onPaymentIntentUpdated,
} from "../../functions/src/index.js";
import { seatKey, ticketCountKey } from "../../functions/src/shared/ids.js";
import { findPerformance } from "../../functions/src/performances/findPerformance.js";
import { serverNow } from "../../functions/src/firestore/serverClock.js";
import { sweep } from "../../functions/src/triggers/sweep.js";
import { call } from "./calls.js";
import { GOOD_CVV, type Design } from "./design.js";
import { inParallel } from "../support/measure.js";
import { putOnSale } from "./performances.js";
import { bookings, occupiedSeats, ticketCounts } from "../../functions/src/bookings/store/collections.js";
import { db } from "../../functions/src/firestore/database.js";
import { paymentIntents } from "../../functions/src/payments/store/collections.js";
import { openBooking } from "../../functions/src/bookings/domain/purchase.js";
import { priceOrder } from "../../functions/src/bookings/domain/order.js";

const RAN_OUT_MS = 10 * 60_000;

/** This project, called through the same functions that its users call. */
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
  async abandon(performanceId, seatIds) {
    const performance = await findPerformance(performanceId);
    const then = new Date(serverNow().getTime() - RAN_OUT_MS);
    await inParallel(seatIds.length, 100, async (index) => {
      const userId = `user${index}`;
      const wish = { userId, performanceId, seatIds: [seatIds[index]!], requestId: null };
      const order = priceOrder(performance, { ...wish, paymentMethod: "CREDIT_CARD" }, serverNow());
      const { booking, intent, locks } = openBooking(order, then);
      const batch = db.batch();
      batch.create(bookings.doc(booking.bookingId), booking);
      batch.create(paymentIntents.doc(intent.paymentIntentId), intent);
      for (const lock of locks) batch.create(occupiedSeats.doc(seatKey(performanceId, lock.seatId)), lock);
      const count = { userId, performanceId, tickets: locks.length, updatedAt: then };
      batch.create(ticketCounts.doc(ticketCountKey(performanceId, userId)), count);
      await batch.commit();
    });
  },
  sweep,
  async occupied(performanceId) {
    const found = occupiedSeats.where("performanceId", "==", performanceId);
    return (await found.count().get()).data().count;
  },
};

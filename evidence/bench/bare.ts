import { seatKey, ticketCountKey } from "../../functions/src/shared/ids.js";
import { ledgerEntriesOf } from "../../functions/src/payments/domain/ledger.js";
import { findPerformance } from "../../functions/src/performances/findPerformance.js";
import { FieldValue } from "./admin.js";
import type { Wish } from "./design.js";
import { db } from "../../functions/src/firestore/database.js";
import { openBooking } from "../../functions/src/bookings/domain/purchase.js";
import { priceOrder } from "../../functions/src/bookings/domain/order.js";

/** A purchase whose requests are sent without this project's code: the same documents, but no checks or log lines. */
export interface BarePurchase {
  book(): Promise<unknown>;
  /** Sends the commits of a payment. With `reading`, it also sends the requests that only read. */
  pay(reading: boolean): Promise<unknown>;
  /** Sends the commits of the payment's event. With `reading`, it also sends the requests that only read. */
  settle(reading: boolean): Promise<unknown>;
}

/** Prepares the documents of a purchase in advance, so that making them is not measured. */
export async function barePurchase({ userId, performanceId, seatIds }: Wish): Promise<BarePurchase> {
  const performance = await findPerformance(performanceId);
  const wish = { userId, performanceId, seatIds, paymentMethod: "CREDIT_CARD" as const, requestId: null };
  const order = priceOrder(performance, wish, new Date());
  const { booking, intent, locks } = openBooking(order, new Date());
  const now = FieldValue.serverTimestamp();
  const written = { createdAt: now, updatedAt: now };
  const { bookingId, paymentIntentId } = booking;
  const seatKeys = seatIds.map((seatId) => seatKey(performanceId, seatId));
  const countKey = ticketCountKey(performanceId, userId);
  const refs = {
    booking: () => db.collection("bookings").doc(bookingId),
    intent: () => db.collection("paymentIntents").doc(paymentIntentId),
    seat: (key: string) => db.collection("occupiedSeats").doc(key),
    entry: (id: string) => db.collection("ledgerEntries").doc(id),
    count: () => db.collection("ticketCounts").doc(countKey),
  };
  const { bookingId: _b, ...storedBooking } = booking;
  const { paymentIntentId: _p, ...storedIntent } = intent;
  const count = { userId, performanceId, tickets: seatIds.length, updatedAt: now };
  const claim = {
    status: "PROCESSING",
    attempt: { id: "at_bare", number: 1 },
    dueAt: new Date(),
    updatedAt: now,
  };
  const gateway = { provider: "simulated", reference: `sim_${intent.paymentIntentId}` };
  const outcome = { status: "SUCCESS", failure: null, gateway, dueAt: new Date(), updatedAt: now };
  const charge = { amount: intent.amount, currency: intent.currency, failure: null, createdAt: now };
  const entries = ledgerEntriesOf(intent, { kind: "charge" }, new Date()).map(({ id, entry }) => ({
    id,
    entry: { ...entry, createdAt: now },
  }));
  return {
    async book() {
      const batch = db.batch();
      batch.create(refs.booking(), { ...storedBooking, ...written });
      batch.create(refs.intent(), { ...storedIntent, ...written });
      seatKeys.forEach((key, index) => batch.create(refs.seat(key), locks[index]!));
      batch.create(refs.count(), count);
      await batch.commit();
    },
    async pay(reading) {
      if (reading) await refs.intent().get();
      await db.batch().update(refs.intent(), claim).commit();
      await db.collection("simulatedCharges").doc(paymentIntentId).create(charge);
      const batch = db.batch();
      batch.update(refs.intent(), outcome);
      for (const { id, entry } of entries) batch.create(refs.entry(id), entry);
      await batch.commit();
    },
    async settle(reading) {
      if (reading) await refs.booking().get();
      const batch = db.batch();
      batch.update(refs.booking(), { status: "confirmed", confirmedAt: now, updatedAt: now });
      for (const key of seatKeys) batch.update(refs.seat(key), { status: "booked", lockedUntil: null });
      await batch.commit();
    },
  };
}

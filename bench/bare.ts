import { openBooking, priceOrder } from "../functions/src/domain/booking.js";
import { seatKey, ticketCountKey } from "../functions/src/domain/ids.js";
import { chargeEntries } from "../functions/src/domain/ledger.js";
import {
  bookings,
  db,
  ledgerEntries,
  occupiedSeats,
  paymentIntents,
  ticketCounts,
} from "../functions/src/store/collections.js";
import { findPerformance } from "../functions/src/store/performances.js";
import { FieldValue } from "./admin.js";
import type { Wish } from "./design.js";

const charges = db.collection("simulatedCharges");

/** A purchase stripped of this project: the same documents and requests, with nothing checked, decided or logged. */
export interface BarePurchase {
  book(): Promise<unknown>;
  /** The commits of a payment, and of what its event does; `reading` also sends the requests that only read. */
  pay(reading: boolean): Promise<unknown>;
  settle(reading: boolean): Promise<unknown>;
}

/** Makes the documents of a purchase ahead of time. */
export async function barePurchase({ userId, performanceId, seatIds }: Wish): Promise<BarePurchase> {
  const performance = await findPerformance(performanceId);
  const wish = { userId, performanceId, seatIds, paymentMethod: "CREDIT_CARD" as const, requestId: null };
  const order = priceOrder(performance, wish, new Date());
  const { booking, intent, locks } = openBooking(order, new Date());
  const now = FieldValue.serverTimestamp();
  const written = { createdAt: now, updatedAt: now };
  const refs = {
    booking: bookings.doc(booking.bookingId).withConverter(null),
    intent: paymentIntents.doc(intent.paymentIntentId).withConverter(null),
    seats: seatIds.map((seatId) => occupiedSeats.doc(seatKey(performanceId, seatId)).withConverter(null)),
    count: ticketCounts.doc(ticketCountKey(performanceId, userId)).withConverter(null),
  };
  const { bookingId: _b, ...storedBooking } = booking;
  const { paymentIntentId: _p, ...storedIntent } = intent;
  const count = { userId, performanceId, tickets: seatIds.length, updatedAt: now };
  const claim = {
    status: "PROCESSING",
    attempt: { id: "at_bare", number: 1 },
    expiresAt: now,
    updatedAt: now,
  };
  const gateway = { provider: "simulated", reference: `sim_${intent.paymentIntentId}` };
  const outcome = { status: "SUCCESS", failure: null, gateway, expiresAt: new Date(), updatedAt: now };
  const charge = { amount: intent.amount, currency: intent.currency, failure: null, createdAt: now };
  const entries = chargeEntries(intent).map(({ id, entry }) => ({
    ref: ledgerEntries.doc(id).withConverter(null),
    entry: { ...entry, createdAt: now },
  }));
  return {
    async book() {
      const batch = db.batch();
      batch.create(refs.booking, { ...storedBooking, ...written });
      batch.create(refs.intent, { ...storedIntent, ...written });
      refs.seats.forEach((ref, index) => batch.create(ref, locks[index]!));
      batch.create(refs.count, count);
      await batch.commit();
    },
    async pay(reading) {
      if (reading) await refs.intent.get();
      await db.batch().update(refs.intent, claim).commit();
      await charges.doc(intent.paymentIntentId).create(charge);
      const batch = db.batch();
      batch.update(refs.intent, outcome);
      for (const { ref, entry } of entries) batch.create(ref, entry);
      await batch.commit();
    },
    async settle(reading) {
      if (reading) await refs.booking.get();
      const batch = db.batch();
      batch.update(refs.booking, { status: "confirmed", confirmedAt: now, updatedAt: now });
      for (const ref of refs.seats) batch.update(ref, { status: "booked", lockedUntil: null });
      await batch.commit();
    },
  };
}

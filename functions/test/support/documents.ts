import "../../src/setup.js";
import type { DocumentData } from "firebase-admin/firestore";
import { seatKey, ticketCountKey } from "../../src/shared/ids.js";
import type { Booking } from "../../src/bookings/domain/booking.js";
import { bookings } from "../../src/bookings/store/collections.js";
import { db } from "../../src/firestore/database.js";
import { ledgerEntries } from "../../src/payments/store/collections.js";

/** Returns a document as it is stored, or undefined if it does not exist. */
export async function stored(path: string): Promise<DocumentData | undefined> {
  return (await db.doc(path).get()).data();
}

/** Returns the stored document of a seat, or undefined if there is none. */
export function storedSeat(performanceId: string, seatId: string): Promise<DocumentData | undefined> {
  return stored(`occupiedSeats/${seatKey(performanceId, seatId)}`);
}

/** Returns the stored ticket count of a user for a performance, if any. */
export async function ticketsOf(userId: string, performanceId: string): Promise<unknown> {
  return (await stored(`ticketCounts/${ticketCountKey(performanceId, userId)}`))?.["tickets"];
}

/** Returns the amounts of a payment's movements in the ledger by name, such as "charge" or "refund1". */
export async function ledgerOf(paymentIntentId: string): Promise<Record<string, number>> {
  const { docs } = await ledgerEntries.get();
  const own = docs.filter((entry) => entry.data().paymentIntentId === paymentIntentId);
  const debits = own.filter((entry) => entry.data().direction === "debit");
  const nameOf = (id: string) => id.replace(`${paymentIntentId}_`, "").replace("_debit", "");
  return Object.fromEntries(debits.map((entry) => [nameOf(entry.id), entry.data().amount]));
}

/** Reads a booking. @throws Error if it does not exist. */
export async function bookingOf(bookingId: string): Promise<Booking> {
  const booking = (await bookings.doc(bookingId).get()).data();
  if (booking === undefined) throw new Error(`there is no booking ${bookingId}`);
  return booking;
}

/** Returns a booking's cancel reason, or its status if it has none. */
export async function stateOf(bookingId: string): Promise<string> {
  const { status, cancelReason } = await bookingOf(bookingId);
  return cancelReason ?? status;
}

/** Returns the documents of all root collections by path. */
export async function everything(): Promise<Record<string, DocumentData>> {
  const collections = await db.listCollections();
  const found = await Promise.all(collections.map(async (collection) => (await collection.get()).docs));
  return Object.fromEntries(found.flat().map((document) => [document.ref.path, document.data()]));
}

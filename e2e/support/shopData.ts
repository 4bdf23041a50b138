import { randomUUID } from "node:crypto";
import { initializeApp } from "firebase-admin/app";
import { getFirestore } from "firebase-admin/firestore";
import { loadPerformances } from "../../suite/load.js";
import { checkPerformances } from "../../suite/performanceFile.js";
import { projectId } from "../../suite/settings.js";

export const db = getFirestore(initializeApp({ projectId }, "shop"));

const DAY_MS = 24 * 60 * 60_000;

/** Returns 19:30 in Seoul, so many days after today's date in UTC. */
export function inDays(days: number): Date {
  const date = new Date(Date.now() + days * DAY_MS);
  date.setUTCHours(10, 30, 0, 0);
  return date;
}

const row = (row: string) => ({ row, firstSeat: 1, lastSeat: 8 });

/**
 * Puts a performance on sale for one test: rows A to C are Royal, rows D to F Standard, each with 8 seats, and a
 * user may have four of them. `changes` replaces fields of it.
 * @returns the performance's id.
 */
export async function onSale(changes: object = {}): Promise<string> {
  const id = `shop_${randomUUID().slice(0, 8)}`;
  const performance = {
    title: `Evening ${id.slice(-8)}`,
    venue: "Seoul Arts Center",
    startsAt: inDays(30),
    salesOpenAt: inDays(-2),
    salesCloseAt: inDays(29),
    currency: "KRW",
    maxTicketsPerUser: 4,
    sections: [
      { section: "R", name: "Royal", price: 100_000, rows: [row("A"), row("B"), row("C")] },
      { section: "S", name: "Standard", price: 70_000, rows: [row("D"), row("E"), row("F")] },
    ],
    ...changes,
  };
  await loadPerformances(db, checkPerformances({ [id]: performance }, "a test"));
  return id;
}

/** A performance's stored bookings, their charges that took money, and their ledger entries. */
export async function booksOf(performanceId: string) {
  const [bookings, charges, entries] = await Promise.all(
    ["bookings", "simulatedCharges", "ledgerEntries"].map((name) => db.collection(name).get()),
  );
  const own = bookings!.docs.filter((booking) => booking.get("performanceId") === performanceId);
  const intents = own.map(({ id }) => id.replace(/^bk_/, "pi_"));
  return {
    bookings: own.map((booking) => booking.data()),
    /** Only charges that took money: a decline has a failure. */
    charges: charges!.docs
      .filter((charge) => intents.includes(charge.id) && charge.get("failure") === null)
      .map((charge) => charge.data()),
    ledger: entries!.docs
      .map((entry) => entry.data())
      .filter(({ paymentIntentId }) => intents.includes(paymentIntentId as string)),
  };
}

import { expect } from "chai";
import type { DocumentData } from "firebase-admin/firestore";
import { paymentIntentIdOf, refundIdOf } from "../../functions/src/shared/ids.js";
import { loadPerformances } from "../../suite/load.js";
import { main as refund } from "../../suite/refund.js";
import { main as reviews } from "../../suite/reviews.js";
import {
  book,
  checked,
  clear,
  everything,
  inFile,
  run,
  startDatabase,
} from "../../suite/test/support/database.js";

/** Loads modules that open the functions' database, so a database must have been started before. */
async function loadFunctions() {
  const books = await import("../../suite/books.js");
  const { sweepRefunds } = await import("../../functions/src/triggers/sweepRefunds.js");
  const { sweep } = await import("../../functions/src/triggers/sweep.js");
  return {
    ...books,
    sweep,
    sweepRefunds: () => sweepRefunds.run({ scheduleTime: new Date().toISOString() }),
  };
}

export let database: Awaited<ReturnType<typeof startDatabase>>;
export let functions: Awaited<ReturnType<typeof loadFunctions>>;

/**
 * Starts a database and the functions for the tests of a file. Before each test it empties the database and puts a
 * performance on sale. The functions keep the first database that they open, so each file needs a process of its own.
 */
export function useDatabase(): void {
  before(async () => {
    database = await startDatabase();
    await run(reviews); // opens the functions' database
    functions = await loadFunctions();
  });
  after(() => database.close());
  beforeEach(async () => {
    await clear(database.db);
    await loadPerformances(database.db, checked({ perf: inFile() }));
  });
}

export const stored = async (path: string) => (await database.db.doc(path).get()).data();
export const all = async (collection: string) =>
  (await database.db.collection(collection).get()).docs.map((each) => each.data());

/**
 * Stores a paid booking and its charge at the simulated gateway. The token decides how the gateway handles a refund.
 * @returns the booking's id.
 */
export async function paid(seatIds: string[], token?: string): Promise<string> {
  const bookingId = await book(database.db, "perf", "ann", seatIds);
  const { totalAmount: amount, currency } = (await stored(`bookings/${bookingId}`))!;
  const charge = { amount, currency, failure: null, ...(token ? { fault: token } : {}) };
  await database.db.doc(`simulatedCharges/${paymentIntentIdOf(bookingId)}`).set(charge);
  return bookingId;
}

/** The debt to customers by the ledger. */
export async function owed(): Promise<number> {
  const entries = (await all("ledgerEntries")).filter(({ account }) => account === "REFUND_PAYABLE");
  return entries.reduce((sum, { direction, amount }) => sum + (direction === "credit" ? amount : -amount), 0);
}

/** All refunds that the gateway has recorded, also refused ones. */
export async function atGateway(): Promise<DocumentData[]> {
  return (await all("simulatedRefunds")).flatMap(({ refunds }) => refunds as DocumentData[]);
}

/** Makes a refund that the gateway refuses. Returns the ids of its booking, of the refund and of its review. */
export async function refused() {
  const bookingId = await paid(["A1", "A2"], "tok_refund_fails");
  expect((await run(refund, bookingId, "--reason", "rain", "--yes")).code).to.equal(0);
  await functions.sweepRefunds();
  const refundId = refundIdOf(paymentIntentIdOf(bookingId), 1);
  return { bookingId, refundId, reviewId: `REFUND_REFUSED_${refundId}` };
}

/** Makes a payment, deletes its booking, and lets the sweep open a review. Returns the ids. */
export async function withoutBooking() {
  const bookingId = await paid(["A1"]);
  const paymentIntentId = paymentIntentIdOf(bookingId);
  await database.db.doc(`bookings/${bookingId}`).delete();
  await database.db.doc(`paymentIntents/${paymentIntentId}`).update({ dueAt: new Date(0) });
  await functions.sweep();
  const reviewId = `PAID_WITHOUT_BOOKING_${paymentIntentId}`;
  expect(await stored(`reviews/${reviewId}`)).to.include({ status: "open" });
  return { bookingId, paymentIntentId, reviewId };
}

export async function changesNothing<T>(act: () => Promise<T>): Promise<T> {
  const before = await everything(database.db);
  const answer = await act();
  expect(await everything(database.db)).to.deep.equal(before);
  return answer;
}

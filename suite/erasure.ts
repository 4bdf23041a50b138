import { createHash, randomUUID } from "node:crypto";
import type {
  DocumentReference,
  DocumentSnapshot,
  Firestore,
  Timestamp,
  WriteBatch,
} from "firebase-admin/firestore";
import { paymentIntentIdOf, ticketCountKey } from "../functions/src/shared/ids.js";
import { UserError } from "./userError.js";
import { pieces } from "./stored.js";

const BOOKED_MEANWHILE = "The user has booked meanwhile: delete the account, and run this again.";

/** How many documents one commit changes at most. A booking and its payment intent count as one. */
const AT_ONCE = 200;

/**
 * Replaces a user's id by a random pseudonym in bookings, payment intents, refunds and ticket counts, and removes the
 * request ids of bookings. Amounts, seats and times stay. The ledger stays too, because it contains no user ids. A hash
 * of the id would not be anonymous, because anyone who guesses the id can compute the same hash. The pseudonym is
 * stored in `erasures` until all documents are changed, so that a new run after an interrupted one uses the same
 * pseudonym. Then that record is deleted.
 * @returns how many bookings were changed.
 * @throws UserError if a booking of the user is pending, a payment is not finished or a refund is not done when the run
 * begins. Then nothing was changed.
 * @throws UserError if the user books during the run, or another writer changes a document. Then run it again.
 */
export async function eraseUser(db: Firestore, userId: string): Promise<number> {
  const found = await documentsOf(db, userId);
  assertFinished(found);
  const erasure = db.collection("erasures").doc(createHash("sha256").update(userId).digest("hex"));
  if (sizeOf(found) > 0) {
    const pseudonym = await pseudonymOf(erasure);
    for (const [performanceId, bookings] of byPerformance(found.bookings)) {
      // Move the ticket count first. If the run is interrupted after that, the next run still finds the bookings and
      // continues.
      await moveTicketCount(db, performanceId, userId, pseudonym);
      for (const some of pieces(bookings, AT_ONCE)) await replaceUser(db, some, found.intents, pseudonym);
    }
    const withBooking = new Set(found.bookings.map(({ id }) => paymentIntentIdOf(id)));
    const strays = found.intents.filter(({ id }) => !withBooking.has(id));
    for (const some of pieces([...strays, ...found.refunds], AT_ONCE))
      await commit(db, (batch) => rename(batch, some, pseudonym));
  }
  if (sizeOf(await documentsOf(db, userId)) > 0) throw new UserError(BOOKED_MEANWHILE);
  await erasure.delete();
  return found.bookings.length;
}

interface Found {
  bookings: DocumentSnapshot[];
  intents: DocumentSnapshot[];
  refunds: DocumentSnapshot[];
}

function sizeOf({ bookings, intents, refunds }: Found): number {
  return bookings.length + intents.length + refunds.length;
}

async function documentsOf(db: Firestore, userId: string): Promise<Found> {
  const [bookings, intents, refunds] = await Promise.all(
    ["bookings", "paymentIntents", "refunds"].map((name) =>
      db.collection(name).where("userId", "==", userId).get(),
    ),
  );
  return { bookings: bookings!.docs, intents: intents!.docs, refunds: refunds!.docs };
}

function assertFinished({ bookings, intents, refunds }: Found): void {
  const pending = bookings.filter((booking) => booking.get("status") === "pending");
  const open = intents.filter((intent) => ["PENDING", "PROCESSING"].includes(intent.get("status") as string));
  // A refund that is not done may have to be paid by hand, and then a person must know the user.
  const owed = refunds.filter((refund) => refund.get("status") !== "DONE");
  const unfinished = [...pending, ...open, ...owed].map(({ id }) => id);
  if (unfinished.length > 0) {
    const what = `Not finished yet: ${unfinished.join(", ")}.`;
    throw new UserError(
      `${what} Nothing was changed. Run this again when they are paid, released or paid back.`,
    );
  }
}

/** Returns the pseudonym that an interrupted run has stored, or stores a new one. */
async function pseudonymOf(erasure: DocumentReference): Promise<string> {
  await erasure.create({ pseudonym: `erased_${randomUUID()}` }).catch((error: Error & { code?: unknown }) => {
    if (error.code !== ALREADY_EXISTS) throw error;
  });
  return (await erasure.get()).get("pseudonym") as string;
}

/** gRPC status codes. */
const ALREADY_EXISTS = 6;
const FAILED_PRECONDITION = 9;

function byPerformance(bookings: readonly DocumentSnapshot[]): Map<string, DocumentSnapshot[]> {
  const groups = new Map<string, DocumentSnapshot[]>();
  for (const booking of bookings) {
    const performanceId = booking.get("performanceId") as string;
    groups.set(performanceId, [...(groups.get(performanceId) ?? []), booking]);
  }
  return groups;
}

/**
 * Moves a ticket count to the pseudonym: writes a new document and deletes the old one, because the document's id is a
 * hash of the user id. If the pseudonym already has a count, the tickets are added to it. `givenBack` is dropped, because
 * it only limits what its user books, and nobody books under a pseudonym.
 * @throws UserError if the user has a pending booking, because the count already includes its tickets.
 */
async function moveTicketCount(db: Firestore, performanceId: string, userId: string, pseudonym: string) {
  const counts = db.collection("ticketCounts");
  const [own, other] = [userId, pseudonym].map((id) => counts.doc(ticketCountKey(performanceId, id)));
  const ofUser = db.collection("bookings").where("userId", "==", userId);
  const pending = ofUser.where("status", "==", "pending").orderBy("createdAt", "desc").limit(1);
  await db.runTransaction(async (transaction) => {
    if (!(await transaction.get(pending)).empty) throw new UserError(BOOKED_MEANWHILE);
    const [before, after] = await transaction.getAll(own!, other!);
    if (!before!.exists) return;
    const { tickets, updatedAt } = before!.data() as { tickets: number; updatedAt: Timestamp };
    const more = (after!.get("tickets") as number | undefined) ?? 0;
    transaction.delete(own!);
    transaction.set(other!, { userId: pseudonym, performanceId, tickets: tickets + more, updatedAt });
  });
}

/**
 * Changes bookings and their payment intents in one commit, so that a pair has one user. Removes the `requestId`,
 * because a booking's id is a hash of the `requestId` and the user id.
 */
async function replaceUser(
  db: Firestore,
  bookings: readonly DocumentSnapshot[],
  intents: readonly DocumentSnapshot[],
  pseudonym: string,
): Promise<void> {
  const theirs = new Set(bookings.map(({ id }) => paymentIntentIdOf(id)));
  await commit(db, (batch) => {
    rename(batch, bookings, pseudonym, { requestId: null });
    rename(
      batch,
      intents.filter(({ id }) => theirs.has(id)),
      pseudonym,
    );
  });
}

function rename(
  batch: WriteBatch,
  documents: readonly DocumentSnapshot[],
  pseudonym: string,
  more: object = {},
) {
  for (const { ref, updateTime } of documents) {
    batch.update(ref, { userId: pseudonym, ...more }, { lastUpdateTime: updateTime! });
  }
}

async function commit(db: Firestore, fill: (batch: WriteBatch) => void): Promise<void> {
  const batch = db.batch();
  fill(batch);
  await batch.commit().catch((error: Error & { code?: unknown }) => {
    if (error.code !== FAILED_PRECONDITION) throw error;
    throw new UserError(
      "A document was changed at the same moment. Run this again: it goes on where it stopped.",
    );
  });
}

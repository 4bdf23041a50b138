import { createHash, randomUUID } from "node:crypto";
import type {
  DocumentReference,
  DocumentSnapshot,
  Firestore,
  Timestamp,
  WriteBatch,
} from "firebase-admin/firestore";
import { paymentIntentIdOf, ticketCountKey } from "../functions/src/shared/ids.js";
import { Complaint } from "./complaint.js";
import { pieces } from "./stored.js";

const BOOKED_MEANWHILE = "The user has booked meanwhile: delete the account, and run this again.";

/** How many bookings are changed in one commit; with each goes its payment intent. */
const AT_ONCE = 200;

/**
 * Replaces a user by a pseudonym in all documents; amounts, seats, times and the ledger, which names nobody, stay.
 *
 * The pseudonym is random, because a user id can be guessed and its hash then be recognised. Until the last document is
 * done it is kept in `erasures`, so that a run that was broken off is finished with the same one; then nothing is left
 * that leads from one to the other. A booking's `requestId` goes as well, because the booking's id is a hash of it and
 * the user id.
 * @returns how many bookings were changed; none where nothing of the user was found.
 * @throws Complaint where the user holds seats or a payment of theirs is not finished; nothing was changed then.
 */
export async function eraseUser(db: Firestore, userId: string): Promise<number> {
  const found = await documentsOf(db, userId);
  assertFinished(found);
  const erasure = db.collection("erasures").doc(createHash("sha256").update(userId).digest("hex"));
  if (found.bookings.length + found.intents.length > 0) {
    const pseudonym = await pseudonymOf(erasure);
    for (const [performanceId, bookings] of byPerformance(found.bookings)) {
      // The count goes first: as long as bookings are left, a run that is broken off is found to be unfinished.
      await moveTicketCount(db, performanceId, userId, pseudonym);
      for (const some of pieces(bookings, AT_ONCE)) await replaceUser(db, some, found.intents, pseudonym);
    }
    const withBooking = new Set(found.bookings.map(({ id }) => paymentIntentIdOf(id)));
    const strays = found.intents.filter(({ id }) => !withBooking.has(id));
    for (const some of pieces(strays, AT_ONCE)) await commit(db, (batch) => rename(batch, some, pseudonym));
  }
  const { bookings, intents } = await documentsOf(db, userId);
  if (bookings.length + intents.length > 0) {
    throw new Complaint(BOOKED_MEANWHILE);
  }
  await erasure.delete();
  return found.bookings.length;
}

interface Found {
  bookings: DocumentSnapshot[];
  intents: DocumentSnapshot[];
}

async function documentsOf(db: Firestore, userId: string): Promise<Found> {
  const [bookings, intents] = await Promise.all(
    ["bookings", "paymentIntents"].map((name) => db.collection(name).where("userId", "==", userId).get()),
  );
  return { bookings: bookings!.docs, intents: intents!.docs };
}

function assertFinished({ bookings, intents }: Found): void {
  const pending = bookings.filter((booking) => booking.get("status") === "pending");
  const open = intents.filter((intent) => ["PENDING", "PROCESSING"].includes(intent.get("status") as string));
  const unfinished = [...pending, ...open].map(({ id }) => id);
  if (unfinished.length > 0) {
    const what = `Not finished yet: ${unfinished.join(", ")}.`;
    throw new Complaint(`${what} Nothing was changed. Run this again when they are paid or released.`);
  }
}

/** The pseudonym of this erasure: that of a run which was broken off, or a new one. */
async function pseudonymOf(erasure: DocumentReference): Promise<string> {
  await erasure.create({ pseudonym: `erased_${randomUUID()}` }).catch((error: Error & { code?: unknown }) => {
    if (error.code !== ALREADY_EXISTS) throw error;
  });
  return (await erasure.get()).get("pseudonym") as string;
}

/** gRPC's codes. */
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
 * The count's id is a hash of the user id, so it is made anew under another; one that is there already is added to.
 * @throws Complaint where the user has booked since the run began: those seats would be counted for nobody.
 */
async function moveTicketCount(db: Firestore, performanceId: string, userId: string, pseudonym: string) {
  const counts = db.collection("ticketCounts");
  const [own, other] = [userId, pseudonym].map((id) => counts.doc(ticketCountKey(performanceId, id)));
  const ofUser = db.collection("bookings").where("userId", "==", userId);
  const pending = ofUser.where("status", "==", "pending").orderBy("createdAt", "desc").limit(1);
  await db.runTransaction(async (transaction) => {
    if (!(await transaction.get(pending)).empty) throw new Complaint(BOOKED_MEANWHILE);
    const [before, after] = await transaction.getAll(own!, other!);
    if (!before!.exists) return;
    const { tickets, updatedAt } = before!.data() as { tickets: number; updatedAt: Timestamp };
    const more = (after!.get("tickets") as number | undefined) ?? 0;
    transaction.delete(own!);
    transaction.set(other!, { userId: pseudonym, performanceId, tickets: tickets + more, updatedAt });
  });
}

/** A booking and its intent change in one commit, so that they never belong to two different users. */
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
    throw new Complaint(
      "A document was changed at the same moment. Run this again: it goes on where it stopped.",
    );
  });
}

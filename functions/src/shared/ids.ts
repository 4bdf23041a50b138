import { hash, randomUUID } from "node:crypto";
import * as z from "zod";

export const Id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, underscores or hyphens")
  // Firestore reserves ids with two underscores at both ends, `__proto__` among them, and a read of one fails.
  .regex(/^(?!__.*__$)/, "must not begin and end with two underscores");

/** A user's id from Firebase Authentication. */
export const UserId = z.string().min(1).max(128);

/** The id that the client chooses for a purchase, converted to lower case. */
export const RequestId = z.uuid("must be a UUID").transform((id) => id.toLowerCase());

/**
 * Returns the ids of a purchase. With a request id, they are a hash of the user id and the request id, so a repeated
 * request gets the same ids. Without one, they are random.
 */
export function purchaseIds(userId: string, requestId: string | null) {
  const bookingId = `bk_${letters(digest(userId, requestId ?? randomUUID()), 24)}`;
  return { bookingId, paymentIntentId: paymentIntentIdOf(bookingId) };
}

/** Returns the id of a booking's payment intent. It follows from the booking's, so one round trip can read both. */
export function paymentIntentIdOf(bookingId: string): string {
  return bookingId.replace(/^bk_/, "pi_");
}

export function bookingIdOf(paymentIntentId: string): string {
  return paymentIntentId.replace(/^pi_/, "bk_");
}

/** Returns the id of a payment intent's refund `number`. Refund 0 pays back a late capture. */
export function refundIdOf(paymentIntentId: string, number: number): string {
  return `${paymentIntentId.replace(/^pi_/, "rf_")}_${number}`;
}

export function refundNumberOf(refundId: string): number {
  return Number(refundId.slice(refundId.lastIndexOf("_") + 1));
}

/** Makes the id of an attempt to charge an intent, or to send a refund. */
export function newAttemptId(): string {
  return `at_${letters(digest(randomUUID()), 16)}`;
}

/**
 * Returns the id of a seat's document. The id starts with letters of a hash, because many writes to ids that are close
 * in order make a hotspot (https://firebase.google.com/docs/firestore/best-practices).
 */
export function seatKey(performanceId: string, seatId: string): string {
  return `${letters(digest(performanceId, seatId), 4)}_${performanceId}_${seatId}`;
}

/** Returns the id of the map of a performance's block. A block's id has no underscore, so no two maps share an id. */
export function seatMapKey(performanceId: string, block: string): string {
  return `${performanceId}_${block}`;
}

/** Returns a short hash of texts. */
export function fingerprint(...texts: string[]): string {
  return letters(digest(...texts), 16);
}

/**
 * Returns the id of the document that counts a user's tickets for a performance. It is a hash, because a user id may
 * contain characters that a document id may not.
 */
export function ticketCountKey(performanceId: string, userId: string): string {
  return letters(digest(performanceId, userId), 32);
}

/**
 * The shards of the sweep's index. An index ordered by time alone takes about 500 writes a second at most
 * (https://firebase.google.com/docs/firestore/solutions/shard-timestamp). With the shard before the time, the writes go
 * to ten places.
 */
export const SHARDS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

export function shardOf(paymentIntentId: string): number {
  return digest(paymentIntentId)[0]! % SHARDS.length;
}

function digest(...parts: string[]): Buffer {
  return hash("sha256", JSON.stringify(parts), "buffer");
}

/** Makes an id of letters only, because an id with many digits looks like a card number. */
function letters(bytes: Buffer, length: number): string {
  return bytes.subarray(0, length).reduce((id, byte) => id + String.fromCharCode(97 + (byte % 26)), "");
}

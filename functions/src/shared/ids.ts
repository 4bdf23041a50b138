import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";

/** An id as callers send it: 1 to 64 letters, digits, `_` or `-`. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, underscores or hyphens")
  // Firestore keeps these for itself and fails to look one up, `__proto__` among them.
  .regex(/^(?!__.*__$)/, "must not begin and end with two underscores");

/** A user's id as Firebase Authentication issues it. */
export const UserId = z.string().min(1).max(128);

/** The id of a purchase, picked by the client, in lower case. */
export const RequestId = z.uuid("must be a UUID").transform((id) => id.toLowerCase());

/**
 * The ids of a new purchase. With a request id they follow from it, so that the same request can only ever make one
 * booking; without one they are random. The intent's id follows from the booking's, so that both are read at once.
 */
export function purchaseIds(userId: string, requestId: string | null) {
  const seed = requestId === null ? randomBytes(32) : digest(userId, requestId);
  const bookingId = `bk_${letters(seed, 24)}`;
  return { bookingId, paymentIntentId: paymentIntentIdOf(bookingId) };
}

/** The payment intent that belongs to a booking. */
export function paymentIntentIdOf(bookingId: string): string {
  return bookingId.replace(/^bk_/, "pi_");
}

/** The booking that a payment intent belongs to. */
export function bookingIdOf(paymentIntentId: string): string {
  return paymentIntentId.replace(/^pi_/, "bk_");
}

/** The id of one attempt to charge an intent. */
export function newAttemptId(): string {
  return `at_${letters(randomBytes(32), 16)}`;
}

/**
 * The one document that can hold a seat. It starts with letters of a hash, because documents with neighbouring ids
 * share a key range, and a row on sale would be a hot one (https://firebase.google.com/docs/firestore/best-practices).
 */
export function seatKey(performanceId: string, seatId: string): string {
  return `${letters(digest(performanceId, seatId), 4)}_${performanceId}_${seatId}`;
}

/** The one document that counts a user's tickets of a performance. A user id may hold any character, a key may not. */
export function ticketCountKey(performanceId: string, userId: string): string {
  return letters(digest(performanceId, userId), 32);
}

/**
 * Where an index is ordered by the clock, all its writes go to one place, about 500 a second
 * (https://firebase.google.com/docs/firestore/solutions/shard-timestamp). A shard before the time makes ten places of it.
 */
export const SHARDS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** The shard of a payment intent. */
export function shardOf(paymentIntentId: string): number {
  return digest(paymentIntentId)[0]! % SHARDS.length;
}

function digest(...parts: string[]): Buffer {
  return createHash("sha256").update(JSON.stringify(parts)).digest();
}

/** Letters only: an id with long runs of digits could pass for a card number and be refused. */
function letters(bytes: Buffer, length: number): string {
  return Array.from(bytes.subarray(0, length), (byte) => String.fromCharCode(97 + (byte % 26))).join("");
}

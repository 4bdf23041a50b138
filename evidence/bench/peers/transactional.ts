import { callable, type Caller } from "../../../functions/src/request/callable.js";
import { Booking, ownBooking } from "../../../functions/src/bookings/domain/booking.js";
import { newAttemptId, paymentIntentIdOf } from "../../../functions/src/shared/ids.js";
import { ledgerEntriesOf } from "../../../functions/src/payments/domain/ledger.js";
import {
  advance,
  decideClaim,
  LEASE_MS,
  ownIntent,
  PaymentIntent,
} from "../../../functions/src/payments/domain/paymentIntent.js";
import { Refusal } from "../../../functions/src/shared/refusals.js";
import type { Performance } from "../../../functions/src/performances/performance.js";
import { charge } from "../../../functions/src/payments/gateways/charge.js";
import { gatewayInUse } from "../../../functions/src/payments/gateways/index.js";
import { serverNow } from "../../../functions/src/firestore/serverClock.js";
import { call } from "../calls.js";
import { GOOD_CVV, type Design } from "../design.js";
import { grouped } from "../grouped.js";
import { putOnSale } from "../performances.js";
import { BookingRequest, CancelRequest, draftPurchase, PaymentRequest } from "./requests.js";
import { db, parse } from "../../../functions/src/firestore/database.js";
import { decideCancel } from "../../../functions/src/bookings/domain/purchase.js";

export type Transaction = Parameters<Parameters<typeof db.runTransaction>[0]>[0];

/**
 * How a design stores its seats. `lock` and `move` do all their reads before they return a function that does the
 * writes, because Firestore requires all reads of a transaction before its writes.
 */
export interface SeatStorage {
  /** Stores the documents that must exist before seats can be sold. */
  open(performanceId: string, performance: Performance): Promise<void>;
  /**
   * Locks the seats of a booking.
   * @throws Refusal SEAT_TAKEN
   */
  lock(transaction: Transaction, booking: Booking): Promise<() => void>;
  /** Marks the seats of pending bookings as booked, after a payment, or as free, in all other cases. */
  move(transaction: Transaction, bookings: readonly Booking[], to: "booked" | "free"): Promise<() => void>;
  occupied(performanceId: string): Promise<number>;
  /** Whether the sweep releases a page's bookings of one performance in one transaction. If not, each has its own. */
  sweepsTogether: boolean;
}

const RAN_OUT_MS = 10 * 60_000;
const PAGE = 300;
/** The most abandoned bookings that are stored in one transaction. */
const AT_ONCE = 100;

/**
 * A design that changes bookings and payments in transactions of the Admin SDK: read, decide, write. It keeps the same
 * documents for bookings, payments and the ledger as this project, but has no request ids, ticket limits, takeover of
 * expired locks or refunds.
 */
export function transactionalDesign(name: string, prefix: string, seats: SeatStorage): Design {
  const bookings = db.collection(`${prefix}Bookings`);
  const intents = db.collection(`${prefix}Intents`);
  const ledger = db.collection(`${prefix}Ledger`);

  const readBooking = async (transaction: Transaction, bookingId: string) =>
    parseIf(Booking, await transaction.get(bookings.doc(bookingId)), "bookingId");
  const readIntent = async (transaction: Transaction, paymentIntentId: string) =>
    parseIf(PaymentIntent, await transaction.get(intents.doc(paymentIntentId)), "paymentIntentId");

  const create = callable(BookingRequest, async (request, { userId }: Caller) => {
    const { booking, intent } = await draftPurchase({ ...request, userId });
    await db.runTransaction(async (transaction) => {
      const lock = await seats.lock(transaction, booking);
      open(transaction, booking, intent);
      lock();
    });
    return { bookingId: booking.bookingId, paymentIntentId: intent.paymentIntentId };
  });

  const pay = callable(PaymentRequest, async (request, { userId }: Caller) => {
    const attemptId = newAttemptId();
    const claimed = await db.runTransaction(async (transaction) => {
      const intent = ownIntent(await readIntent(transaction, request.paymentIntentId), userId);
      if (decideClaim(intent, attemptId, serverNow()) !== "claim") return null;
      const attempt = { id: attemptId, number: (intent.attempt?.number ?? 0) + 1 };
      const dueAt = new Date(serverNow().getTime() + LEASE_MS);
      const claim = { status: advance(intent, "PROCESSING"), attempt, dueAt, updatedAt: serverNow() };
      transaction.update(intents.doc(intent.paymentIntentId), claim);
      return { ...intent, ...claim };
    });
    if (claimed === null)
      throw new Refusal("BOOKING_NOT_PENDING", "This payment is finished.", { status: "confirmed" });
    const { amount, currency, paymentIntentId: idempotencyKey } = claimed;
    const { paymentMethodToken, cvv } = request;
    const outcome = await charge(
      gatewayInUse(),
      {
        idempotencyKey,
        amount,
        currency,
        paymentMethodToken,
        cvv,
      },
      { isAlone: true },
    );
    await db.runTransaction(async (transaction) => {
      const intent = ownIntent(await readIntent(transaction, request.paymentIntentId), userId);
      if (intent.status !== "PROCESSING") return;
      const updatedAt = serverNow();
      transaction.update(intents.doc(idempotencyKey), { ...outcome, dueAt: null, updatedAt });
      if (outcome.status !== "SUCCESS") return;
      for (const { id, entry } of ledgerEntriesOf(intent, { kind: "charge" }, updatedAt)) {
        transaction.create(ledger.doc(id), { ...entry, createdAt: updatedAt });
      }
    });
    return outcome;
  });

  const cancel = callable(CancelRequest, async ({ bookingId }, { userId }: Caller) => {
    await db.runTransaction(async (transaction) => {
      const [bookingRead, intentRead] = await transaction.getAll(
        bookings.doc(bookingId),
        intents.doc(paymentIntentIdOf(bookingId)),
      );
      const booking = ownBooking(parseIf(Booking, bookingRead!, "bookingId"), userId);
      const intent = parseIf(PaymentIntent, intentRead!, "paymentIntentId")!;
      if (decideCancel(booking, intent, serverNow()) === "done") return;
      await release(transaction, [booking], "USER");
    });
  });

  const settle = (bookingId: string, outcome: "SUCCESS" | "FAILURE") =>
    db.runTransaction(async (transaction) => {
      const booking = await readBooking(transaction, bookingId);
      if (booking?.status !== "pending") return;
      if (outcome === "FAILURE") return release(transaction, [booking], "PAYMENT_FAILED");
      const move = await seats.move(transaction, [booking], "booked");
      const now = serverNow();
      transaction.update(bookings.doc(bookingId), { status: "confirmed", confirmedAt: now, updatedAt: now });
      move();
    });

  async function release(transaction: Transaction, released: readonly Booking[], cancelReason: string) {
    const move = await seats.move(transaction, released, "free");
    const updatedAt = serverNow();
    for (const { bookingId, paymentIntentId } of released) {
      transaction.update(bookings.doc(bookingId), { status: "cancelled", cancelReason, updatedAt });
      if (cancelReason === "PAYMENT_FAILED") continue;
      transaction.update(intents.doc(paymentIntentId), { status: "CANCELLED", dueAt: null, updatedAt });
    }
    move();
  }

  const expire = (bookingIds: readonly string[]) =>
    db.runTransaction(async (transaction) => {
      const read = await transaction.getAll(
        ...bookingIds.flatMap((id) => [bookings.doc(id), intents.doc(paymentIntentIdOf(id))]),
      );
      const due = bookingIds.flatMap((_, index) => {
        const booking = parseIf(Booking, read[2 * index]!, "bookingId");
        const intent = parseIf(PaymentIntent, read[2 * index + 1]!, "paymentIntentId");
        return booking?.status === "pending" && intent?.status === "PENDING" ? [booking] : [];
      });
      if (due.length > 0) await release(transaction, due, "EXPIRED");
    });

  async function sweep(): Promise<void> {
    let query = bookings
      .where("status", "==", "pending")
      .where("expiresAt", "<=", serverNow())
      .orderBy("expiresAt")
      .limit(PAGE);
    for (;;) {
      const page = await query.get();
      const found = page.docs.map((snapshot) => parse(Booking, snapshot, "bookingId"));
      const groups = grouped(found, (booking) =>
        seats.sweepsTogether ? booking.performanceId : booking.bookingId,
      );
      await Promise.all([...groups.values()].map((group) => expire(group.map(({ bookingId }) => bookingId))));
      if (page.size < PAGE) return;
      query = query.startAfter(page.docs.at(-1));
    }
  }

  return {
    name,
    async open(performanceId, venue) {
      await seats.open(performanceId, await putOnSale(performanceId, venue));
    },
    book: ({ userId, performanceId, seatIds }) =>
      call(create, userId, { performanceId, seatIds, paymentMethod: "CREDIT_CARD" }),
    pay: (userId, paymentIntentId, cvv = GOOD_CVV) =>
      call(pay, userId, { paymentIntentId, paymentMethodToken: "tok_visa", cvv }),
    async outcomeEvent(paymentIntentId) {
      const snapshot = await intents.doc(paymentIntentId).get();
      return async () => {
        const intent = parse(PaymentIntent, snapshot, "paymentIntentId");
        if (intent.status === "SUCCESS" || intent.status === "FAILURE")
          await settle(intent.bookingId, intent.status);
      };
    },
    cancel: (userId, bookingId) => call(cancel, userId, { bookingId }),
    async abandon(performanceId, seatIds) {
      const then = new Date(serverNow().getTime() - RAN_OUT_MS);
      for (let first = 0; first < seatIds.length; first += AT_ONCE) {
        const drafts = await Promise.all(
          seatIds.slice(first, first + AT_ONCE).map((seatId, place) => {
            const userId = `user${first + place}`;
            const wish = { userId, performanceId, seatIds: [seatId], paymentMethod: "CREDIT_CARD" } as const;
            return draftPurchase(wish, then);
          }),
        );
        await db.runTransaction(async (transaction) => {
          const locks = await Promise.all(drafts.map(({ booking }) => seats.lock(transaction, booking)));
          for (const { booking, intent } of drafts) open(transaction, booking, intent);
          for (const lock of locks) lock();
        });
      }
    },
    sweep,
    occupied: (performanceId) => seats.occupied(performanceId),
  };

  function open(transaction: Transaction, booking: Booking, intent: PaymentIntent): void {
    transaction.create(bookings.doc(booking.bookingId), stored(booking, "bookingId"));
    transaction.create(intents.doc(intent.paymentIntentId), stored(intent, "paymentIntentId"));
  }
}

function parseIf<T>(
  schema: Parameters<typeof parse<T>>[0],
  snapshot: Parameters<typeof parse>[1] & { exists: boolean },
  idField: string,
): T | undefined {
  return snapshot.exists ? parse(schema, snapshot, idField) : undefined;
}

/** A document without its id field, because the id is the document's name. */
function stored(document: object, idField: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).filter(([key]) => key !== idField));
}

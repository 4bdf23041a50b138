import type { Firestore } from "firebase-admin/firestore";

/** The id of another user. Their booking and payment contain it, so an answer with this id leaks their data. */
export const SOMEONE_ELSE = "zz-someone-else";

/**
 * The ids that the examples ask for: of a performance, and of the other user's booking and payment. The performance's
 * sale is closed, so that no request can buy anything.
 */
export const THEIRS = { performanceId: "perf_theirs", bookingId: "bk_theirs", paymentIntentId: "pi_theirs" };

const DAY_MS = 24 * 3_600_000;

/** Stores the other user's pending purchase, and the performance whose sale is closed. */
export async function storeTheirs(db: Firestore): Promise<void> {
  const { performanceId, bookingId, paymentIntentId } = THEIRS;
  const fromNow = (days: number) => new Date(Date.now() + days * DAY_MS);
  const seats = [{ seatId: "A1", section: "VIP", price: 150_000 }];
  const common = {
    userId: SOMEONE_ELSE,
    performanceId,
    currency: "KRW",
    paymentMethod: "CREDIT_CARD",
    createdAt: fromNow(-1),
    updatedAt: fromNow(-1),
  };
  const documents: Record<string, object> = {
    [`performances/${performanceId}`]: {
      title: "Swan Lake",
      venue: "Arts Center",
      startsAt: fromNow(2),
      currency: "KRW",
      salesOpenAt: fromNow(-2),
      salesCloseAt: fromNow(-1),
      sections: [
        { section: "VIP", name: "VIP", price: 150_000, rows: [{ row: "A", firstSeat: 1, lastSeat: 20 }] },
      ],
    },
    [`bookings/${bookingId}`]: {
      ...common,
      seatIds: ["A1"],
      seats,
      totalAmount: 150_000,
      paymentIntentId,
      status: "pending",
      cancelReason: null,
      requestId: null,
      expiresAt: fromNow(1),
      confirmedAt: null,
    },
    [`paymentIntents/${paymentIntentId}`]: {
      ...common,
      bookingId,
      amount: 150_000,
      status: "PENDING",
      attempt: null,
      failure: null,
      gateway: null,
      cancelReason: null,
      payBy: fromNow(1),
      dueAt: fromNow(1),
      shard: 0,
    },
    "occupiedSeats/aaaa_theirs": {
      performanceId,
      seatId: "A1",
      bookingId,
      status: "locked",
      lockedUntil: fromNow(1),
    },
  };
  for (const [path, document] of Object.entries(documents)) await db.doc(path).set(document);
}

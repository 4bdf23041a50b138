import { expect } from "chai";
import type { z } from "zod";
import { ownBooking } from "../../src/bookings/domain/booking.js";
import { Id, RequestId } from "../../src/shared/ids.js";
import { Currency, sum } from "../../src/shared/money.js";
import { advance, decideClaim, ownIntent } from "../../src/payments/domain/paymentIntent.js";
import { assertOnSale, findSeats, Performance, SeatId } from "../../src/performances/performance.js";
import {
  contended,
  expired,
  Inconsistency,
  notPending,
  notRefundable,
  outcomeUnknown,
  Refusal,
  refusalCodes,
} from "../../src/shared/refusals.js";
import { seatTaken } from "../../src/bookings/domain/seat.js";
import { decideRefund } from "../../src/payments/domain/refund.js";
import { anIntent, wish } from "../support/aRefund.js";
import { aPerformance, aPurchase, at, aWish, NOW } from "../support/purchases.js";
import { assertSameWish, assertWithinLimit, priceOrder } from "../../src/bookings/domain/order.js";
import { decideCancel, decideSettlement } from "../../src/bookings/domain/purchase.js";

/** Throws a refusal that a function returns. */
function refuse(refusal: Refusal): never {
  throw refusal;
}

describe("refusals", () => {
  // The list is written again on purpose, independent of the source, because callers rely on it.
  it("have the codes that callers rely on", () => {
    expect(refusalCodes).to.deep.equal({
      USER_MISMATCH: "permission-denied",
      PERFORMANCE_NOT_FOUND: "not-found",
      BLOCK_NOT_FOUND: "not-found",
      LAYOUT_NOT_FOUND: "not-found",
      SEAT_NOT_FOUND: "not-found",
      BOOKING_NOT_FOUND: "not-found",
      PAYMENT_INTENT_NOT_FOUND: "not-found",
      SEAT_TAKEN: "already-exists",
      SALES_NOT_OPEN: "failed-precondition",
      SALES_CLOSED: "failed-precondition",
      NOT_REFUNDABLE: "failed-precondition",
      REFUND_CHANGED: "failed-precondition",
      BOOKING_EXPIRED: "failed-precondition",
      BOOKING_NOT_PENDING: "failed-precondition",
      REQUEST_ID_REUSED: "failed-precondition",
      TICKET_LIMIT: "resource-exhausted",
      TOO_MANY_ATTEMPTS: "resource-exhausted",
      CONTENDED: "aborted",
      PAYMENT_IN_PROGRESS: "aborted",
      GATEWAY_UNAVAILABLE: "unavailable",
      PAYMENT_OUTCOME_UNKNOWN: "unavailable",
      OUTCOME_UNKNOWN: "unavailable",
    });
  });

  it("are errors by that name, with a reason and what else a program needs", () => {
    const refusal = new Refusal("SEAT_TAKEN", "Taken: A1.", { seatIds: ["A1"] });
    expect(refusal).to.be.instanceOf(Error);
    expect(String(refusal)).to.equal("Refusal: Taken: A1.");
    expect(refusal.details).to.deep.equal({ seatIds: ["A1"] });
    expect(expired().details).to.deep.equal({});
  });

  it("of a call that may be made again say whether anything was done", () => {
    expect(contended()).to.include({ reason: "CONTENDED" });
    expect(contended().message).to.include("Nothing was changed");
    expect(outcomeUnknown()).to.include({ reason: "OUTCOME_UNKNOWN" });
    expect(outcomeUnknown().message).to.include("same request");
    expect(notRefundable()).to.include({ reason: "NOT_REFUNDABLE" });
  });

  describe("say in words what is the matter, and with what, where", () => {
    const { booking, intent, locks } = aPurchase();
    const order = priceOrder(aPerformance(), aWish(), NOW);
    const claimed = { ...intent, status: "PROCESSING" as const, attempt: { id: "other", number: 1 } };
    const cases: Record<string, [decide: () => unknown, says: string]> = {
      "seats are taken": [() => refuse(seatTaken(locks)), "A1, A2"],
      "seats are not there": [() => findSeats(aPerformance(), ["Z1", "Z2"]), "Z1, Z2"],
      "there would be too many tickets": [() => assertWithinLimit(order, 9), "10"],
      "sales are not open": [() => assertOnSale(aPerformance(), at(-1e9)), "open"],
      "sales are over": [() => assertOnSale(aPerformance(), at(1e9)), "closed"],
      "a request id was used before": [() => assertSameWish(booking, aWish({ userId: "ben" })), "requestId"],
      "a booking is not there": [() => ownBooking(undefined, "ann"), "booking"],
      "a booking's time is up": [() => refuse(expired()), "time"],
      "a booking is paid": [
        () => refuse(notPending({ status: "confirmed", cancelReason: null })),
        "confirmed",
      ],
      "seats cannot be given back": [() => refuse(notRefundable()), "given back"],
      "a payment is not there": [() => ownIntent(undefined, "ann"), "payment"],
      "a payment is under way": [() => decideClaim(claimed, "mine", NOW), "under way"],
      "a payment to cancel is under way": [() => decideCancel(booking, claimed, NOW), "under way"],
      "a payment to cancel is finished": [
        () => decideCancel(booking, { ...intent, status: "FAILURE" }, NOW),
        "cancelled",
      ],
    };
    for (const [what, [decide, says]] of Object.entries(cases)) {
      it(what, () => expect(decide).to.throw(Refusal, says));
    }
  });

  describe("are not for what must never be: that is a fault, which says", () => {
    const { booking, intent } = aPurchase();
    const paidBack = anIntent({ refunded: 300_000 });
    const cases: Record<string, [decide: () => unknown, says: string]> = {
      "that money cannot be counted": [() => sum([Number.MAX_SAFE_INTEGER, 1]), "exactly"],
      "which payment would go where none goes": [
        () => advance(intent, "FAILURE"),
        `${intent.paymentIntentId} cannot go from PENDING to FAILURE`,
      ],
      "which booking ended otherwise than its payment": [
        () => decideSettlement(booking.bookingId, { ...booking, status: "cancelled" }, "SUCCESS"),
        `${booking.bookingId} is cancelled, but its payment ended in SUCCESS`,
      ],
      "which booking is gone though it was paid for": [
        () => decideSettlement(booking.bookingId, undefined, "SUCCESS"),
        `${booking.bookingId} is not there, but its payment ended in SUCCESS`,
      ],
      "which payment has less left than is to be given back": [
        () => decideRefund(paidBack, wish, NOW),
        `${paidBack.paymentIntentId} has less left than 100000`,
      ],
      "which payment nobody charged that is to be given back": [
        () => decideRefund(intent, wish, NOW),
        `${intent.paymentIntentId} was never charged`,
      ],
    };
    for (const [what, [decide, says]] of Object.entries(cases)) {
      it(what, () => expect(decide).to.throw(says).and.not.be.instanceOf(Refusal));
    }
  });

  it("are told from faults by name, also in a log", () => {
    expect(String(new Inconsistency("a seat is lost"))).to.equal("Inconsistency: a seat is lost");
  });

  describe("of malformed values say what must be true of", () => {
    const row = { row: "A", firstSeat: 1, lastSeat: 2 };
    const rows = (...some: object[]) => ({
      ...aPerformance(),
      sections: [{ section: "S", name: "S", price: 1, rows: some }],
    });
    const cases: Record<string, [schema: z.ZodType, value: unknown, says: string]> = {
      "an id": [Id, "a b", "must be 1 to 64 letters"],
      "an id that Firestore keeps for itself": [Id, "__a__", "must not begin and end"],
      "a request id": [RequestId, "1", "must be a UUID"],
      "a seat id": [SeatId, "A 1", "must be 1 to 16 letters"],
      "a currency": [Currency, "won", "must be an ISO 4217 code"],
      "a time": [Performance, { ...aPerformance(), startsAt: "tomorrow" }, "must be a time such as"],
      "a row": [Performance, rows({ ...row, row: "A1" }), "must be 1 to 12 letters"],
      "a last seat": [Performance, rows({ ...row, firstSeat: 3 }), "must not be below firstSeat"],
      "an end of sales": [Performance, { ...aPerformance(), salesCloseAt: at(-1e9) }, "must be after"],
      "a row that is there twice": [
        Performance,
        rows(row, { ...row, firstSeat: 2 }),
        "row A is there twice with seat 2",
      ],
    };
    for (const [what, [schema, value, says]] of Object.entries(cases)) {
      it(what, () => {
        const messages = schema.safeParse(value).error?.issues.map((issue) => issue.message);
        expect(messages).to.have.length(1);
        expect(messages![0]).to.include(says);
      });
    }
  });
});

import { randomUUID } from "node:crypto";
import { expect } from "chai";
import { paymentIntentIdOf, seatKey } from "../../src/shared/ids.js";
import {
  book,
  call,
  cancel,
  clearDatabase,
  DECLINED,
  deliver,
  expire,
  functions,
  held,
  openPerformance,
  pay,
  refusal,
  runSweep,
} from "../support/world.js";
import { stateOf, storedSeat, ticketsOf } from "../support/documents.js";
import { errorOf, errorsOf } from "../support/logs.js";
import { bookings, occupiedSeats } from "../../src/bookings/store/collections.js";
import { refundPaid } from "../../src/bookings/store/refundPaid.js";
import { db } from "../../src/firestore/database.js";
import { paymentIntents } from "../../src/payments/store/collections.js";
import { newAction } from "../../src/payments/store/operatorActions.js";

const seatOf = (performanceId: string, seatId: string) => occupiedSeats.doc(seatKey(performanceId, seatId));
const holderOf = async (performanceId: string, seatId: string) =>
  ((await storedSeat(performanceId, seatId))?.["bookingId"] as string | undefined) ?? "nobody";

/** Ann books A1 and A2, someone deletes A1 by hand, and Ben books A1 and A3. */
async function resold() {
  const performanceId = await openPerformance();
  const ann = await book("ann", performanceId, ["A1", "A2"]);
  await seatOf(performanceId, "A1").delete();
  const ben = await book("ben", performanceId, ["A1", "A3"]);
  return { performanceId, ann, ben };
}

describe("a seat that someone deleted by hand, and that was sold again", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  type End = (ann: Awaited<ReturnType<typeof book>>) => Promise<unknown>;
  const ends: Record<string, { end: End; cancelReason: string }> = {
    "expires by the sweep": {
      end: ({ paymentIntentId }) => expire(paymentIntentId).then(runSweep),
      cancelReason: "EXPIRED",
    },
    "is cancelled": { end: ({ bookingId }) => cancel("ann", bookingId), cancelReason: "USER" },
    "is declined": {
      end: async ({ paymentIntentId }) => {
        await pay("ann", paymentIntentId, DECLINED);
        await deliver(paymentIntentId);
      },
      cancelReason: "PAYMENT_FAILED",
    },
  };
  for (const [how, { end, cancelReason }] of Object.entries(ends)) {
    it(`stays with its buyer when its first booking ${how}, and one error names it`, async () => {
      const { performanceId, ann, ben } = await resold();
      const error = await errorOf(() => end(ann));
      expect(await holderOf(performanceId, "A1")).to.equal(ben.bookingId);
      expect(await holderOf(performanceId, "A2")).to.equal("nobody");
      expect(await stateOf(ann.bookingId)).to.equal(cancelReason);
      expect(error).to.include("A1").and.include(ann.bookingId).and.not.include("A2");
    });
  }

  it("is named with each other seat that its booking lost", async () => {
    const { performanceId, ann } = await resold();
    await seatOf(performanceId, "A2").delete();
    expect(await errorOf(() => cancel("ann", ann.bookingId))).to.include("the seats A1, A2 of booking");
  });

  it("stays with its buyer when another takes the rest of the first booking over", async () => {
    const { performanceId, ann, ben } = await resold();
    await expire(ann.paymentIntentId);
    const error = await errorOf(() => book("cid", performanceId, ["A2"]));
    expect(await holderOf(performanceId, "A1")).to.equal(ben.bookingId);
    expect(error).to.include("A1");
  });

  it("is sold once where both are paid: the first is not confirmed, and waits for a person", async () => {
    const { performanceId, ann, ben } = await resold();
    await pay("ann", ann.paymentIntentId);
    await pay("ben", ben.paymentIntentId);
    await errorOf(() => deliver(ann.paymentIntentId));
    await deliver(ben.paymentIntentId);
    const error = await errorOf(runSweep);
    expect(error).to.include("PAID_WITHOUT_BOOKING").and.include("A1").and.include(ann.bookingId);
    expect(await errorsOf(runSweep)).to.deep.equal([]);
    expect(await stateOf(ann.bookingId)).to.equal("pending");
    expect(await stateOf(ben.bookingId)).to.equal("confirmed");
    expect(await holderOf(performanceId, "A1")).to.equal(ben.bookingId);
    expect((await paymentIntents.doc(ann.paymentIntentId).get()).get("dueAt")).to.be.null;
  });

  it("is on nobody's ticket count but its buyer's once a person has paid the first booking back", async () => {
    const { performanceId, ann, ben } = await resold();
    await pay("ann", ann.paymentIntentId);
    await errorOf(runSweep);
    const action = newAction({ account: "op", command: "refund", subject: ann.paymentIntentId, note: "" });
    expect(await refundPaid(ann.paymentIntentId, action)).to.include({ amount: 300_000 });
    expect(await stateOf(ann.bookingId)).to.equal("ORGANISER");
    expect(await holderOf(performanceId, "A1")).to.equal(ben.bookingId);
    expect(await holderOf(performanceId, "A2")).to.equal("nobody");
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
    expect(await ticketsOf("ben", performanceId)).to.equal(2);
  });

  it("and that nobody bought keeps its paid booking from being confirmed, until a person puts it back", async () => {
    const performanceId = await openPerformance();
    const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]);
    const seat = (await seatOf(performanceId, "A1").get()).data()!;
    await seatOf(performanceId, "A1").delete();
    await pay("ann", paymentIntentId);
    await errorOf(() => deliver(paymentIntentId));
    expect(await stateOf(bookingId)).to.equal("pending");
    await seatOf(performanceId, "A1").set(seat);
    expect(await errorsOf(runSweep)).to.deep.equal([]);
    expect(await stateOf(bookingId)).to.equal("confirmed");
  });
});

describe("a lock whose booking and payment are gone", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("ends with its time like any other: it is not shown, and taken over with one error", async () => {
    const performanceId = await openPerformance();
    const { bookingId } = await book("ann", performanceId, ["A1"]);
    await bookings.doc(bookingId).delete();
    await paymentIntents.doc(paymentIntentIdOf(bookingId)).delete();
    const { details } = await refusal(book("ben", performanceId, ["A1"]));
    expect(details.reason).to.equal("SEAT_TAKEN");
    await seatOf(performanceId, "A1").update({ lockedUntil: new Date(Date.now() - 1_000) });
    expect((await call(functions.getOccupiedSeats, null, { performanceId })).seats).to.deep.equal([]);
    const error = await errorOf(() => book("ben", performanceId, ["A1"]));
    expect(error).to.include("seat.lock-orphaned").and.include("A1").and.include(bookingId);
  });

  it("ends with its time also where the same request makes them anew, for another seat", async () => {
    const performanceId = await openPerformance();
    const requestId = randomUUID();
    const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1"], { requestId });
    await bookings.doc(bookingId).delete();
    await paymentIntents.doc(paymentIntentId).delete();
    expect(await book("ann", performanceId, ["A2"], { requestId })).to.include({ bookingId });
    await pay("ann", paymentIntentId);
    await deliver(paymentIntentId);
    await seatOf(performanceId, "A1").update({ lockedUntil: new Date(Date.now() - 1_000) });
    const { seats } = await call(functions.getOccupiedSeats, null, { performanceId });
    expect(seats).to.deep.equal([{ seatId: "A2", status: "booked", lockedUntil: null }]);
    const error = await errorOf(async () => {
      const ben = await book("ben", performanceId, ["A1"]);
      expect(await holderOf(performanceId, "A1")).to.equal(ben.bookingId);
    });
    expect(error).to.include("A1").and.include(bookingId);
    expect(await stateOf(bookingId)).to.equal("confirmed");
    expect(await holderOf(performanceId, "A2")).to.equal(bookingId);
  });
});

describe("a paid purchase whose booking is not there, or was cancelled and never confirmed,", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  for (const [what, change] of Object.entries({
    deleted: (bookingId: string) => bookings.doc(bookingId).delete(),
    cancelled: (bookingId: string) =>
      db.doc(`bookings/${bookingId}`).update({ status: "cancelled", cancelReason: "USER" }),
  })) {
    it(`waits for a person, with one error, and is not due any more: ${what}`, async () => {
      const { bookingId, paymentIntentId } = await held(["A1"]);
      await pay("ann", paymentIntentId);
      await change(bookingId);
      expect(await errorOf(runSweep))
        .to.include("PAID_WITHOUT_BOOKING")
        .and.include(bookingId);
      expect(await errorsOf(runSweep)).to.deep.equal([]);
      expect((await paymentIntents.doc(paymentIntentId).get()).get("dueAt")).to.be.null;
    });
  }
});

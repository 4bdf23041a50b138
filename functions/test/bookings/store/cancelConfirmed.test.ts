import { expect } from "chai";
import { cancelConfirmed, type Wish } from "../../../src/bookings/store/cancelConfirmed.js";
import { readPurchase } from "../../../src/bookings/store/purchase.js";
import { refundPaid } from "../../../src/bookings/store/refundPaid.js";
import { db } from "../../../src/firestore/database.js";
import { newAction } from "../../../src/payments/store/operatorActions.js";
import { seatKey } from "../../../src/shared/ids.js";
import { bookingOf, ledgerOf, stored, storedSeat, ticketsOf } from "../../support/documents.js";
import { withTornRead } from "../../support/faults.js";
import { errorOf, linesOf } from "../../support/logs.js";
import { bought, cancel, endsWell, giveBack, refundOf, startAt } from "../../support/refunds.js";
import { requestsOf } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";
import { book, clearDatabase, refusal } from "../../support/world.js";

const give = async (bookingId: string, wish: Partial<Wish> = {}) =>
  cancelConfirmed(await readPurchase(bookingId), {
    seatIds: null,
    expectedRefund: null,
    by: "OPERATOR",
    ...wish,
  });

describe("seats of a confirmed booking that are given back", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("come back in full from the organiser, at any time and on any terms", async () => {
    const { bookingId, performanceId, refundId } = await bought(["A1", "A2"], {
      performance: { refundPolicy: null },
    });
    await startAt({ bookingId, performanceId }, new Date(Date.now() - 3_600_000));
    const { refund, booking } = await give(bookingId, { seatIds: ["A1"] });
    expect(refund).to.include({ amount: 150_000, fee: 0, reason: "ORGANISER", by: "OPERATOR" });
    expect(booking).to.include({ status: "confirmed", refundedAmount: 150_000, feeKept: 0 });
    await give(bookingId);
    expect(await stored(`bookings/${bookingId}`)).to.include({
      status: "cancelled",
      cancelReason: "ORGANISER",
      refundedAmount: 300_000,
    });
    expect(await refundOf(refundId(2))).to.include({ amount: 150_000 });
    await endsWell();
  });

  it("come back from the organiser for what they cost, after others came back with a fee", async () => {
    const { bookingId } = await bought(["A1", "A2"]);
    await giveBack(bookingId, ["A1"]);
    expect((await give(bookingId)).refund).to.include({ amount: 150_000, fee: 0 });
    expect(await stored(`bookings/${bookingId}`)).to.include({ refundedAmount: 255_000, feeKept: 45_000 });
    await endsWell();
  });

  it("are given back in one commit with all that belongs to it, and with what the caller adds", async () => {
    const { bookingId } = await bought(["A1"]);
    const purchase = await readPurchase(bookingId);
    const wish = { seatIds: null, expectedRefund: 105_000, by: "USER" } as const;
    const requests = await requestsOf(() =>
      cancelConfirmed(purchase, wish, (batch) => batch.create(db.doc("added/one"), { is: "added" })),
    );
    const commits = requests.filter(({ isCommit }) => isCommit);
    expect(commits.map(({ collections }) => [...collections].sort())).to.deep.equal([
      ["added", "bookings", "ledgerEntries", "occupiedSeats", "paymentIntents", "refunds", "ticketCounts"],
    ]);
  });

  it("are read where the first attempt finds them changed", async () => {
    const { bookingId, performanceId } = await bought(["A1", "A2"]);
    await db.doc(`occupiedSeats/${seatKey(performanceId, "A2")}`).update({ status: "booked" });
    await giveBack(bookingId);
    for (const seatId of ["A1", "A2"]) expect(await storedSeat(performanceId, seatId)).to.be.undefined;
    await endsWell();
  });

  describe("while another cancellation comes between the reads of booking and payment", () => {
    const wish = { seatIds: null, expectedRefund: 210_000, by: "USER" } as const;
    const place = "read bookings+paymentIntents";

    it("are read again, and answered with the refund that the other one promised", async () => {
      const { bookingId, refundId } = await bought(["A1", "A2"]);
      const torn = await withTornRead(
        place,
        () => giveBack(bookingId),
        () => readPurchase(bookingId),
      );
      expect(torn.booking.data()).to.include({ status: "confirmed", refundedAmount: 0 });
      expect(torn.intent.data()).to.include({ refunded: 210_000 });
      const { refund } = await changesNothing(() => cancelConfirmed(torn, wish));
      expect(refund).to.include({ refundId: refundId(), amount: 210_000 });
      await endsWell();
    });

    it("are read again, and cost what is left of them", async () => {
      const { bookingId } = await bought(["A1", "A2"]);
      const torn = await withTornRead(
        place,
        () => giveBack(bookingId, ["A1"]),
        () => readPurchase(bookingId),
      );
      const { details, message } = await changesNothing(() => refusal(cancelConfirmed(torn, wish)));
      expect(message).to.equal("The refund is now 105000.");
      expect(details).to.deep.equal({ refundAmount: 105_000, fee: 45_000 });
      await endsWell();
    });
  });

  it("are paid back also where someone deleted one by hand, which is an error in the log", async () => {
    const { bookingId, performanceId } = await bought(["A1", "A2"]);
    await db.doc(`occupiedSeats/${seatKey(performanceId, "A1")}`).delete();
    const ben = await book("ben", performanceId, ["A1"]);
    const error = await errorOf(() => giveBack(bookingId));
    expect(error)
      .to.include("booking.seats-lost")
      .and.include("A1")
      .and.include(bookingId)
      .and.not.include("A2");
    expect(await storedSeat(performanceId, "A1")).to.include({ bookingId: ben.bookingId });
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
    await endsWell();
  });

  it("keep their fee when an operator then names their payment, because it had its booking", async () => {
    const { bookingId, paymentIntentId } = await bought(["A1"]);
    await giveBack(bookingId);
    const action = newAction({ account: "ann", command: "refund", subject: paymentIntentId, note: "" });
    expect(await changesNothing(() => refundPaid(paymentIntentId, action))).to.equal("has its booking");
    await endsWell();
  });

  it("are answered with their last refund if they were given back before, and nothing is written", async () => {
    const { bookingId, refundId } = await bought(["A1", "A2"]);
    await giveBack(bookingId, ["A1"]);
    await giveBack(bookingId, ["A2"]);
    for (const [seatIds, number] of [
      [["A1"], 1],
      [["A2"], 2],
      [["A1", "A2"], 2],
      [null, 2],
    ] as const) {
      const { refund } = await changesNothing(() => give(bookingId, { seatIds }));
      expect(refund!.refundId).to.equal(refundId(number));
    }
  });

  it("are written into the log with why, and with the refund that is promised", async () => {
    const { bookingId, refundId } = await bought(["A1", "A2"]);
    const [first, second] = [refundId(1), refundId(2)];
    const promised = { message: "refund.promised", amount: 150_000, fee: 0 };
    const cancelReason = "ORGANISER";
    expect(await linesOf(() => give(bookingId, { seatIds: ["A1"] }))).to.deep.equal([
      { message: "booking.seats-cancelled", bookingId, seats: 1, cancelReason },
      { ...promised, refundId: first },
    ]);
    expect(await linesOf(() => give(bookingId))).to.deep.equal([
      { message: "booking.cancelled", bookingId, cancelReason },
      { ...promised, refundId: second },
    ]);
  });

  it("promise no refund where the fee is the whole price", async () => {
    const refundPolicy = { free: [], tiers: [{ daysBefore: 0, feePercent: 100 }] };
    const { bookingId, paymentIntentId } = await bought(["A1"], { performance: { refundPolicy } });
    const wish = { by: "USER", expectedRefund: 0 } as const;
    const logs = await linesOf(async () => expect((await give(bookingId, wish)).refund).to.be.null);
    expect(logs).to.deep.equal([{ message: "booking.cancelled", bookingId, cancelReason: "USER" }]);
    expect(await ledgerOf(paymentIntentId)).to.deep.equal({ charge: 150_000, fee1: 150_000 });
    await endsWell();
  });

  it("are answered with the last refund there was, where nothing came back for the last seat", async () => {
    const { bookingId, refundId } = await bought(["A1", "A2"]);
    await giveBack(bookingId, ["A1"]);
    await giveBack(bookingId, ["A2"]);
    const { cancelledSeats } = await bookingOf(bookingId);
    const [first, last] = cancelledSeats;
    await db.doc(`bookings/${bookingId}`).update({ cancelledSeats: [first, { ...last, refundId: null }] });
    expect((await give(bookingId)).refund!.refundId).to.equal(refundId(1));
  });

  it("stay the user's where the performance is malformed, which is a fault, and not the organiser's", async () => {
    const { bookingId, performanceId } = await bought(["A1"]);
    await db.doc(`performances/${performanceId}`).update({ startsAt: "soon" });
    const wish = { expectedRefund: 105_000 };
    const error = await errorOf(() =>
      changesNothing(async () => {
        expect(await refusal(cancel(bookingId, wish))).to.include({ code: "internal" });
      }),
    );
    expect(error).to.include("request.failed").and.include(`performances/${performanceId} is malformed`);
    expect((await give(bookingId)).refund).to.include({ amount: 150_000, fee: 0 });
  });

  it("stay the user's where the payment is gone, because nobody knows what to pay back", async () => {
    const { bookingId, paymentIntentId } = await bought(["A1"]);
    await db.doc(`paymentIntents/${paymentIntentId}`).delete();
    const thrown = await changesNothing(() => give(bookingId).catch((error: Error) => error));
    expect(String(thrown)).to.equal(
      `Inconsistency: paymentIntents/${paymentIntentId} of a confirmed booking is gone`,
    );
  });
});

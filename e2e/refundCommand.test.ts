import { expect } from "chai";
import { paymentIntentIdOf, refundIdOf, seatKey, ticketCountKey } from "../functions/src/shared/ids.js";
import { main as refund } from "../suite/refund.js";
import { book, run } from "../suite/test/support/database.js";
import {
  all,
  atGateway,
  changesNothing,
  database,
  functions,
  owed,
  paid,
  stored,
  useDatabase,
  withoutBooking,
} from "./support/operator.js";

describe("npm run refund", () => {
  useDatabase();

  it("gives a booking back in full and frees its seats, and the sweep pays", async () => {
    const bookingId = await paid(["A1", "가1"]);
    const { code, text } = await run(refund, bookingId, "--reason", "the singer is ill", "--yes");
    const refundId = refundIdOf(paymentIntentIdOf(bookingId), 1);
    expect([code, text]).to.deep.equal([
      0,
      `${bookingId}: given back, 250000 KRW, refund ${refundId}. The booking is cancelled.\nThe sweep pays it within a minute.`,
    ]);
    expect(await stored(`bookings/${bookingId}`)).to.include({
      status: "cancelled",
      cancelReason: "ORGANISER",
      refundedAmount: 250_000,
      feeKept: 0,
    });
    expect(await stored(`occupiedSeats/${seatKey("perf", "A1")}`)).to.equal(undefined);
    expect(await stored(`ticketCounts/${ticketCountKey("perf", "ann")}`)).to.include({ tickets: 0 });
    const [action] = await all("operatorActions");
    expect(action).to.include({ account: "local", command: "refund", subject: bookingId });
    expect(action).to.include({ note: "the singer is ill" });
    expect(await owed()).to.equal(250_000);
    await functions.sweepRefunds();
    expect(await stored(`refunds/${refundId}`)).to.include({
      status: "DONE",
      by: "OPERATOR",
      reason: "ORGANISER",
    });
    expect(await owed()).to.equal(0);
    expect(await atGateway()).to.have.length(1);
  });

  it("gives some seats back, and then refuses to give the same ones back again", async () => {
    const bookingId = await paid(["A1", "A2"]);
    const seats = ["--seats", "A2", "--reason", "broken seat", "--yes"];
    expect((await run(refund, bookingId, ...seats)).text).to.match(/given back, 100000 KRW.* It keeps A1\./);
    const again = await changesNothing(() => run(refund, bookingId, ...seats));
    expect([again.code, again.text]).to.deep.equal([
      1,
      `${bookingId}: this was given back before. Nothing was changed. 100000 KRW, refund ${refundIdOf(paymentIntentIdOf(bookingId), 1)}`,
    ]);
    expect(await stored(`bookings/${bookingId}`)).to.deep.include({ status: "confirmed", seatIds: ["A1"] });
  });

  it("of two operators at once lets one give a booking back", async () => {
    const bookingId = await paid(["A1"]);
    const purchase = await functions.readPurchase(bookingId);
    const give = (account: string) => {
      const action = functions.newAction({ account, command: "refund", subject: bookingId, note: "" });
      const wish = { seatIds: null, expectedRefund: null, by: "OPERATOR" } as const;
      return functions.cancelConfirmed(purchase, wish, (batch) => functions.writeAction(batch, action));
    };
    const [one, other] = await Promise.all([give("ann"), give("ben")]);
    expect(one.refund?.refundId).to.equal(other.refund?.refundId);
    expect(await all("operatorActions")).to.have.length(1);
    expect(await owed()).to.equal(100_000);
  });

  it("confirms a paid booking first whose event has not come", async () => {
    const bookingId = await paid(["A1"]);
    await database.db.doc(`bookings/${bookingId}`).update({ status: "pending", confirmedAt: null });
    expect((await run(refund, bookingId, "--reason", "rain", "--yes")).code).to.equal(0);
    expect(await stored(`bookings/${bookingId}`)).to.include({
      status: "cancelled",
      cancelReason: "ORGANISER",
    });
  });

  it("gives a payment back that has no booking, once, and its review stays closed", async () => {
    const { paymentIntentId, reviewId } = await withoutBooking();
    const order = [paymentIntentId, "--reason", "lost", "--yes"];
    expect((await run(refund, ...order)).text).to.match(/: given back, 100000 KRW, refund rf_/);
    expect(await stored(`reviews/${reviewId}`)).to.include({ status: "closed" });
    const again = await changesNothing(() => run(refund, ...order));
    expect(again.text).to.match(/all of it was given back before\. Nothing was changed\.$/);
    await functions.sweep();
    await functions.sweepRefunds();
    expect(await stored(`reviews/${reviewId}`)).to.include({ status: "closed", opened: 1 });
    expect(await owed()).to.equal(0);
  });

  it("cancels a pending booking that lost a seat when its payment is given back, and leaves that seat alone", async () => {
    const bookingId = await paid(["A1", "A2"]);
    await database.db.doc(`bookings/${bookingId}`).update({ status: "pending", confirmedAt: null });
    await database.db.doc(`occupiedSeats/${seatKey("perf", "A2")}`).update({ bookingId: "bk_other" });
    const { code } = await run(refund, paymentIntentIdOf(bookingId), "--reason", "mixed up", "--yes");
    expect(code).to.equal(0);
    expect(await stored(`bookings/${bookingId}`)).to.include({
      status: "cancelled",
      refundedAmount: 200_000,
    });
    expect(await stored(`occupiedSeats/${seatKey("perf", "A1")}`)).to.equal(undefined);
    expect(await stored(`occupiedSeats/${seatKey("perf", "A2")}`)).to.include({ bookingId: "bk_other" });
  });

  it("refuses in one line, and changes nothing", async () => {
    const bookingId = await paid(["A1"]);
    const unpaid = await book(database.db, "perf", "ben", ["A2"], { paid: false });
    const give = async (...args: string[]) =>
      (await changesNothing(() => run(refund, ...args, "--reason", "rain"))).text;
    expect(await give("bk_none", "--yes")).to.equal("bk_none: there is no such booking.");
    expect(await give("pi_none", "--yes")).to.equal("pi_none: there is no such payment.");
    expect(await give(unpaid, "--yes")).to.match(/ is not paid: there is nothing to give back/);
    expect(await give(paymentIntentIdOf(unpaid), "--yes")).to.match(/: it is PENDING, so nothing/);
    expect(await give(paymentIntentIdOf(bookingId), "--yes")).to.match(/its booking was confirmed/);
    expect(await give(bookingId, "--seats", "A9", "--yes")).to.equal("This booking has no seat A9.");
    expect(await give(bookingId)).to.match(/ There is no terminal to ask on: add --yes/);
    for (const args of [[], [bookingId], ["pi_1", "--reason", "x", "--seats", "A1"]])
      expect((await run(refund, ...args)).text).to.match(/^[^\n]+ Usage: npm run refund -- [^\n]+$/);
    expect((await run(refund, "--help")).text).to.match(/^npm run refund/);
  });
});

import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { releaseUnpaid } from "../../../src/bookings/store/releaseUnpaid.js";
import { readPurchases } from "../../../src/bookings/store/purchase.js";
import { db } from "../../../src/firestore/database.js";
import { errorOf } from "../../support/logs.js";
import { cancel, DECLINED, expire, held, pay, runSweep } from "../../support/world.js";
import { changesNothing } from "../../support/unchanged.js";
import { requestsOf, watched, type Fate, type FirestoreRequest } from "../../support/transport.js";

describe("the release of an unpaid booking", () => {
  let bookingId: string;
  let paymentIntentId: string;
  beforeEach(async () => {
    ({ bookingId, paymentIntentId } = await held());
  });
  const read = async () => (await readPurchases([bookingId]))[0]!;
  const expired = { booking: "cancelled", cancelReason: "EXPIRED", payment: "CANCELLED" };
  const now = async () => {
    const { booking, intent } = await read();
    const { status, cancelReason } = booking.data()!;
    return { booking: status, cancelReason, payment: intent.data()!.status };
  };

  it("tells that it expired it, by what was read, with no other reading", async () => {
    await expire(paymentIntentId);
    const purchase = await read();
    const requests = await requestsOf(async () => expect(await releaseUnpaid(purchase)).to.equal("EXPIRED"));
    expect(requests.map(({ step }) => step)).to.deep.equal(["release"]);
    expect(await now()).to.deep.equal(expired);
  });

  it("leaves alone a booking that has not expired", async () => {
    const purchase = await read();
    expect(await changesNothing(() => releaseUnpaid(purchase))).to.be.null;
  });

  for (const [what, meanwhile] of Object.entries({
    "was cancelled": () => cancel("ann", bookingId),
    "was paid": () => pay("ann", paymentIntentId),
    "was expired": async () => {
      await expire(paymentIntentId);
      await runSweep();
    },
  })) {
    it(`leaves alone a booking that ${what} since it was read`, async () => {
      const { readAt, ...purchase } = await read();
      await meanwhile();
      const late = { ...purchase, readAt: new Date(readAt.getTime() + 600_000) };
      expect(await changesNothing(() => releaseUnpaid(late))).to.be.null;
    });
  }

  it("tells that its payment was declined, and leaves the payment as it ended", async () => {
    await pay("ann", paymentIntentId, DECLINED);
    const purchase = await read();
    expect(await releaseUnpaid(purchase)).to.equal("PAYMENT_FAILED");
    expect(await now()).to.deep.equal({
      booking: "cancelled",
      cancelReason: "PAYMENT_FAILED",
      payment: "FAILURE",
    });
  });

  it("leaves alone a booking whose payment is gone, because nobody knows whether it was paid", async () => {
    await expire(paymentIntentId);
    await db.doc(`paymentIntents/${paymentIntentId}`).delete();
    const purchase = await read();
    expect(await changesNothing(() => releaseUnpaid(purchase))).to.be.null;
  });

  it("closes the payment of a booking that is gone, once, with an error that names it", async () => {
    await expire(paymentIntentId);
    await db.doc(`bookings/${bookingId}`).delete();
    const purchase = await read();
    const error = await errorOf(async () => expect(await releaseUnpaid(purchase)).to.equal("ORPHANED"));
    expect(error).to.include("payment.orphaned").and.include(`${paymentIntentId} has no booking`);
    const closed = await read();
    expect(closed.intent.data()).to.include({ status: "CANCELLED", cancelReason: "EXPIRED" });
    expect(await changesNothing(() => releaseUnpaid(closed))).to.be.null;
  });

  it("is tried again where a commit did not arrive", async () => {
    await expire(paymentIntentId);
    const purchase = await read();
    const losing = ({ place }: FirestoreRequest): Fate =>
      place === "release" ? { refuse: status.INTERNAL } : "pass";
    expect(await watched(losing, () => releaseUnpaid(purchase))).to.equal("EXPIRED");
    expect(await now()).to.deep.equal(expired);
  });
});

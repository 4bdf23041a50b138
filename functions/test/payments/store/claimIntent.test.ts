import { expect } from "chai";
import { LEASE_MS } from "../../../src/payments/domain/paymentIntent.js";
import type { Refusal } from "../../../src/shared/refusals.js";
import { claimIntent } from "../../../src/payments/store/claimIntent.js";
import { linesOf } from "../../support/logs.js";
import { book, cancel, claimed, endLease, expire, held, openPerformance } from "../../support/world.js";
import { changesNothing } from "../../support/unchanged.js";
import { bookings } from "../../../src/bookings/store/collections.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";

const stored = async (paymentIntentId: string) => (await paymentIntents.doc(paymentIntentId).get()).data()!;

describe("the claim of a payment", () => {
  let paymentIntentId: string;
  let bookingId: string;
  beforeEach(async () => {
    ({ paymentIntentId, bookingId } = await held(["A1"]));
  });
  const claim = (attemptId: string) => claimed(paymentIntentId, attemptId);
  const caller = { userId: "ann", attemptId: "at_one", chooseGateway: () => "simulated" };
  const asStored = async () => {
    const snapshot = await paymentIntents.doc(paymentIntentId).get();
    return { intent: snapshot.data()!, updateTime: snapshot.updateTime! };
  };

  it("is written before anything is charged: by which attempt, and for how long", async () => {
    const { intent, updateTime } = await claim("at_one");
    const after = await paymentIntents.doc(paymentIntentId).get();
    expect(after.data()).to.deep.include({ status: "PROCESSING", attempt: { id: "at_one", number: 1 } });
    expect(intent).to.deep.equal({ ...after.data()!, updatedAt: intent.updatedAt });
    expect(updateTime.isEqual(after.updateTime!)).to.be.true;
    const lease = intent.dueAt!.getTime() - after.updateTime!.toMillis();
    expect(lease).to.be.within(60_000, LEASE_MS);
  });

  it("is the same one when the same attempt finds its own, written unanswered", async () => {
    const first = await claim("at_one");
    const second = await changesNothing(() => claim("at_one"));
    expect(second.updateTime.isEqual(first.updateTime)).to.be.true;
    expect(second.intent.attempt).to.deep.equal(first.intent.attempt);
  });

  it("goes to the next attempt once its lease is up, which counts on", async () => {
    await claim("at_one");
    await endLease(paymentIntentId);
    await claim("at_two");
    expect((await stored(paymentIntentId)).attempt).to.deep.equal({ id: "at_two", number: 2 });
  });

  it("keeps the gateway that the first attempt chose, whichever is in use when another attempt comes", async () => {
    const chosen = async () => (await stored(paymentIntentId)).gateway;
    expect(await chosen()).to.be.null;
    await claim("at_one");
    expect(await chosen()).to.deep.equal({ provider: "simulated", reference: null });
    await paymentIntents.doc(paymentIntentId).update({ "gateway.provider": "earlier" });
    await endLease(paymentIntentId);
    expect((await claim("at_two")).intent.gateway).to.deep.equal({ provider: "earlier", reference: null });
    expect(await chosen()).to.deep.equal({ provider: "earlier", reference: null });
  });

  it("is refused where the user cancelled, also where the booking is nowhere to be found", async () => {
    await cancel("ann", bookingId);
    const refused = async () => (await claim("at_one").catch((error: unknown) => error)) as Refusal;
    const there = await refused();
    await bookings.doc(bookingId).delete();
    for (const { reason, details } of [there, await refused()]) {
      expect({ reason, details }).to.deep.equal({
        reason: "BOOKING_NOT_PENDING",
        details: { status: "cancelled" },
      });
    }
  });

  it("is not made once the time to pay is over: the payment is left for the gateway to close", async () => {
    await claim("at_one");
    await endLease(paymentIntentId);
    await expire(paymentIntentId);
    const answer = await changesNothing(() =>
      claimIntent(paymentIntentId, { ...caller, attemptId: "at_two" }),
    );
    expect(answer).to.deep.equal({ state: "unresolved", ...(await asStored()) });
  });

  it("is not needed where there is nothing to charge: the payment is finished, and the log says so", async () => {
    const rows = [{ row: "A", firstSeat: 1, lastSeat: 2 }];
    const free = await openPerformance({ sections: [{ section: "F", name: "Free", price: 0, rows }] });
    ({ paymentIntentId } = await book("ann", free, ["A1"]));
    let answer: unknown;
    const logs = await linesOf(async () => (answer = await claimIntent(paymentIntentId, caller)));
    expect(answer).to.nested.include({ state: "finished", "intent.status": "SUCCESS" });
    expect(logs).to.deep.equal([{ message: "payment.finished", paymentIntentId, status: "SUCCESS" }]);
  });
});

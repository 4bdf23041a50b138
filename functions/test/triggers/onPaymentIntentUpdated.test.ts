import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import {
  book,
  cancel,
  clearDatabase,
  DECLINED,
  deliver,
  endLease,
  eventOf,
  expire,
  functions,
  held,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "../support/world.js";
import { everything, stateOf, stored } from "../support/documents.js";
import { shownOf } from "../support/seatMaps.js";
import { changesNothing } from "../support/unchanged.js";
import { errorOf } from "../support/logs.js";
import { watched, type Fate, type FirestoreRequest } from "../support/transport.js";
import { db } from "../../src/firestore/database.js";

describe("onPaymentIntentUpdated", () => {
  before(clearDatabase);

  let performanceId: string;
  let bookingId: string;
  let paymentIntentId: string;
  beforeEach(async () => {
    ({ performanceId, bookingId, paymentIntentId } = await held(["A1"]));
  });

  it("is delivered again until it succeeds, and listens to payment intents only", () => {
    const { eventTrigger } = functions.onPaymentIntentUpdated.__endpoint;
    expect(eventTrigger).to.include({
      eventType: "google.cloud.firestore.document.v1.updated",
      retry: true,
    });
    const { document } = (eventTrigger as unknown as { eventFilterPathPatterns: { document: string } })
      .eventFilterPathPatterns;
    expect(document).to.equal("paymentIntents/{paymentIntentId}");
  });

  for (const [cvv, status] of [
    ["121", "confirmed"],
    ["122", "cancelled"],
  ] as const) {
    it(`leaves a booking ${status} however often its event comes`, async () => {
      await pay("ann", paymentIntentId, { cvv });
      await deliver(paymentIntentId);
      expect(await stored(`bookings/${bookingId}`)).to.include({ status });
      await changesNothing(async () => {
        for (let time = 1; time <= 5; time++) await deliver(paymentIntentId);
        await Promise.all([deliver(paymentIntentId), deliver(paymentIntentId)]);
      });
    });
  }

  it("confirms a booking long after its lock would have expired", async () => {
    await pay("ann", paymentIntentId);
    await expire(paymentIntentId);
    await deliver(paymentIntentId);
    expect(await stateOf(bookingId)).to.equal("confirmed");
  });

  it("leaves the seats of a declined booking with whoever has them by now", async () => {
    await pay("ann", paymentIntentId, DECLINED);
    await deliver(paymentIntentId);
    await book("ben", performanceId, ["A1"]);
    await changesNothing(() => deliver(paymentIntentId));
  });

  it("shows the seats of a claimed payment as held, and changes nothing else", async () => {
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    const before = await everything();
    await deliver(paymentIntentId, "PENDING");
    expect(await shownOf(performanceId, ["A1", "A2"], 3_600_000)).to.deep.equal(["held", "free"]);
    const map = `seatMaps/${performanceId}_b1`;
    expect(await everything()).to.deep.equal({ ...before, [map]: await stored(map) });
  });

  it("shows the seats of a claim whose event comes late as they are by then", async () => {
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    const claimed = await eventOf(paymentIntentId, "PENDING");
    await endLease(paymentIntentId);
    await runSweep();
    await claimed();
    expect(await shownOf(performanceId, ["A1"])).to.deep.equal(["free"]);
  });

  it("does nothing for a change that is neither a claim nor an outcome", async () => {
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    await changesNothing(() => deliver(paymentIntentId, "PROCESSING"));
    const { bookingId: other, paymentIntentId: cancelled } = await held(["A1"]);
    await cancel("ann", other);
    await changesNothing(() => deliver(cancelled, "PENDING"));
  });

  it("does nothing for a change after the outcome", async () => {
    await pay("ann", paymentIntentId);
    await changesNothing(() => deliver(paymentIntentId, "SUCCESS"));
  });

  describe("gives up with one error, since to be told again would not help,", () => {
    it("where the booking ended otherwise than its payment", async () => {
      await pay("ann", paymentIntentId);
      await db.doc(`bookings/${bookingId}`).update({ status: "cancelled", cancelReason: "USER" });
      const error = await errorOf(() => changesNothing(() => deliver(paymentIntentId)));
      expect(error).to.include(bookingId);
    });

    it("where the paid booking is not there", async () => {
      await pay("ann", paymentIntentId);
      await db.doc(`bookings/${bookingId}`).delete();
      const error = await errorOf(() => changesNothing(() => deliver(paymentIntentId)));
      expect(error).to.include(bookingId);
    });

    it("where the intent is malformed, by its name", async () => {
      await pay("ann", paymentIntentId);
      await db.doc(`paymentIntents/${paymentIntentId}`).update({ amount: "much" });
      const error = await errorOf(() => changesNothing(() => deliver(paymentIntentId)));
      expect(error).to.include(`paymentIntents/${paymentIntentId}`);
    });
  });

  it("fails, so that the event comes again, where the database lets nothing be written", async () => {
    await pay("ann", paymentIntentId);
    const again = await eventOf(paymentIntentId);
    const refuseCommits = ({ isCommit }: FirestoreRequest): Fate =>
      isCommit ? { refuse: status.PERMISSION_DENIED } : "pass";
    expect(await changesNothing(() => refusal(watched(refuseCommits, again)))).to.be.instanceOf(Error);
  });
});

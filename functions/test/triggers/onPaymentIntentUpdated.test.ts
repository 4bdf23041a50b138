import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { logsOf } from "../support/logs.js";
import { watched, type Fate } from "../support/transport.js";
import { changesNothing } from "../support/unchanged.js";
import {
  book,
  clearDatabase,
  deliver,
  eventOf,
  functions,
  openPerformance,
  pay,
  refusal,
  runOut,
} from "../support/world.js";
import { db } from "../../src/firestore/database.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

const bookingOf = async (bookingId: string) => (await db.doc(`bookings/${bookingId}`).get()).data()!;

describe("onPaymentIntentUpdated", () => {
  before(clearDatabase);

  let performanceId: string;
  let bookingId: string;
  let paymentIntentId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
    ({ bookingId, paymentIntentId } = await book("ann", performanceId, ["A1"]));
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
      expect(await bookingOf(bookingId)).to.include({ status });
      await changesNothing(async () => {
        for (let time = 1; time <= 5; time++) await deliver(paymentIntentId);
        await Promise.all([deliver(paymentIntentId), deliver(paymentIntentId)]);
      });
    });
  }

  it("confirms a booking long after its lock would have run out", async () => {
    await pay("ann", paymentIntentId);
    await runOut(paymentIntentId);
    await deliver(paymentIntentId);
    expect(await bookingOf(bookingId)).to.include({ status: "confirmed" });
  });

  it("leaves the seats of a declined booking with whoever has them by now", async () => {
    await pay("ann", paymentIntentId, { cvv: "122" });
    await deliver(paymentIntentId);
    await book("ben", performanceId, ["A1"]);
    await changesNothing(() => deliver(paymentIntentId));
  });

  it("does nothing for a change that is no outcome: a claim, a claim given back, a cancellation", async () => {
    await refusal(pay("ann", paymentIntentId, { token: "tok_timeout_before_charge" }));
    await changesNothing(() => deliver(paymentIntentId, "PENDING"));
    await changesNothing(() => deliver(paymentIntentId, "PROCESSING"));
  });

  it("does nothing for a change after the outcome", async () => {
    await pay("ann", paymentIntentId);
    await changesNothing(() => deliver(paymentIntentId, "SUCCESS"));
  });

  describe("gives up with one error, since to be told again would not help,", () => {
    const errors = async (act: () => Promise<unknown>) => {
      const lines = (await logsOf(act)).split("\n").filter((line) => line.includes('"severity":"ERROR"'));
      return lines.map((line) => (JSON.parse(line) as { message: string }).message);
    };

    it("where the booking ended otherwise than its payment", async () => {
      await pay("ann", paymentIntentId);
      await db.doc(`bookings/${bookingId}`).update({ status: "cancelled", cancelReason: "USER" });
      const [message, ...more] = await errors(() => changesNothing(() => deliver(paymentIntentId)));
      expect([message, more]).to.deep.include([]).and.property("0").includes(bookingId);
    });

    it("where the paid booking is not there", async () => {
      await pay("ann", paymentIntentId);
      await db.doc(`bookings/${bookingId}`).delete();
      const [message, ...more] = await errors(() => changesNothing(() => deliver(paymentIntentId)));
      expect([message, more]).to.deep.include([]).and.property("0").includes(bookingId);
    });

    it("where the intent is malformed, by its name", async () => {
      await pay("ann", paymentIntentId);
      await db.doc(`paymentIntents/${paymentIntentId}`).update({ amount: "much" });
      const [message, ...more] = await errors(() => changesNothing(() => deliver(paymentIntentId)));
      const { path } = paymentIntents.doc(paymentIntentId);
      expect([message, more]).to.deep.include([]).and.property("0").includes(path);
    });
  });

  it("fails, so that the event comes again, where the database lets nothing be written", async () => {
    await pay("ann", paymentIntentId);
    const again = await eventOf(paymentIntentId);
    const refuse = ({ method }: { method: string }): Fate =>
      method === "Commit" ? { refuse: status.PERMISSION_DENIED } : "pass";
    expect(await changesNothing(() => refusal(watched(refuse, again)))).to.be.instanceOf(Error);
  });
});

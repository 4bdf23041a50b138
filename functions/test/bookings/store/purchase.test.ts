import { expect } from "chai";
import { readPurchases, whyReleasable, withBookings } from "../../../src/bookings/store/purchase.js";
import { cancel, DECLINED, expire, held, pay } from "../../support/world.js";
import { requestsOf } from "../../support/transport.js";
import { bookings } from "../../../src/bookings/store/collections.js";
import { getAll } from "../../../src/firestore/database.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";

/** Reads a purchase and returns the reason why it may lose its seats, if there is one. */
const why = async (bookingId: string) => whyReleasable((await readPurchases([bookingId]))[0]!);

describe("a purchase", () => {
  it("is a booking and its payment, of however many read in one request, in the order asked for", async () => {
    const one = await held(["A1"]);
    const other = await held(["A2"]);
    const nowhere = { bookingId: "bk_nowhere", paymentIntentId: "pi_nowhere" };
    const asked = [other, nowhere, one];
    const ids = asked.map(({ bookingId }) => bookingId);
    const purchases = await readPurchases(ids);
    for (const [index, { booking, intent }] of purchases.entries()) {
      const { bookingId, paymentIntentId } = asked[index]!;
      expect({ booking: booking.id, intent: intent.id }).to.deep.equal({
        booking: bookingId,
        intent: paymentIntentId,
      });
      const exists = asked[index] !== nowhere;
      expect({ booking: booking.exists, intent: intent.exists }).to.deep.equal({
        booking: exists,
        intent: exists,
      });
    }
    expect(purchases).to.have.length(asked.length);
    expect(await requestsOf(() => readPurchases(ids))).to.have.length(1);
    expect(await requestsOf(() => readPurchases([]))).to.have.length(0);
  });

  it("is found by its payment, and as old as that", async () => {
    const purchases = [await held(["A1"]), await held(["A2"])];
    const intents = await getAll(purchases.map((made) => paymentIntents.doc(made.paymentIntentId)));
    const found = await withBookings(intents);
    expect(found.map(({ booking }) => booking.id)).to.deep.equal(purchases.map((made) => made.bookingId));
    for (const [index, { intent, readAt }] of found.entries()) {
      expect(intent).to.equal(intents[index]);
      expect(readAt).to.deep.equal(intents[index]!.readTime.toDate());
    }
  });

  describe("may lose its seats", () => {
    it("once it has expired, or its payment was declined", async () => {
      const { bookingId, paymentIntentId } = await held(["A1"]);
      expect(await why(bookingId)).to.be.null;
      await expire(paymentIntentId);
      expect(await why(bookingId)).to.equal("EXPIRED");

      const declined = await held(["A2"]);
      await pay("ann", declined.paymentIntentId, DECLINED);
      expect(await why(declined.bookingId)).to.equal("PAYMENT_FAILED");
    });

    it("has none where it has given them up, unless its payment holds them", async () => {
      const { bookingId, paymentIntentId } = await held(["A1"]);
      await cancel("ann", bookingId);
      expect(await why(bookingId)).to.equal("ORPHANED");
      await paymentIntents.doc(paymentIntentId).update({ status: "SUCCESS" });
      expect(await why(bookingId)).to.be.null;
    });

    it("not where its payment is nowhere to be found: whether it was paid is not known", async () => {
      const { bookingId, paymentIntentId } = await held(["A1"]);
      await expire(paymentIntentId);
      await paymentIntents.doc(paymentIntentId).delete();
      expect(await why(bookingId)).to.be.null;
    });

    it("has none where its booking is nowhere to be found and its payment was never made", async () => {
      const { bookingId, paymentIntentId } = await held(["A1"]);
      await bookings.doc(bookingId).delete();
      expect(await why(bookingId)).to.be.null;
      await paymentIntents.doc(paymentIntentId).update({ dueAt: new Date() });
      expect(await why(bookingId)).to.equal("ORPHANED");
      await paymentIntents.doc(paymentIntentId).delete();
      expect(await why(bookingId)).to.equal("ORPHANED");
    });
  });
});

import { expect } from "chai";
import { readPurchases, whyReleasable, withBookings } from "../../../src/bookings/store/purchase.js";
import { requestsOf } from "../../support/transport.js";
import { book, call, functions, openPerformance, pay, runOut } from "../../support/world.js";
import { bookings } from "../../../src/bookings/store/collections.js";
import { getAll } from "../../../src/firestore/database.js";
import { paymentIntents } from "../../../src/payments/store/collections.js";

async function held(seatId: string) {
  return book("ann", await openPerformance(), [seatId]);
}
/** Reads a purchase and returns the reason why it may lose its seats, if there is one. */
const why = async (bookingId: string) => whyReleasable((await readPurchases([bookingId]))[0]!);

describe("a purchase", () => {
  it("is a booking and its payment, of however many read in one request, in the order asked for", async () => {
    const one = await held("A1");
    const other = await held("A2");
    const ids = [other.bookingId, "bk_nowhere", one.bookingId];
    const purchases = await readPurchases(ids);
    expect(purchases.map(({ booking }) => booking.id)).to.deep.equal(ids);
    expect(purchases.map(({ intent }) => intent.id)).to.deep.equal([
      other.paymentIntentId,
      "pi_nowhere",
      one.paymentIntentId,
    ]);
    expect(purchases.map(({ booking, intent }) => [booking.exists, intent.exists])).to.deep.equal([
      [true, true],
      [false, false],
      [true, true],
    ]);
    expect(await requestsOf(() => readPurchases(ids))).to.have.length(1);
    expect(await requestsOf(() => readPurchases([]))).to.have.length(0);
  });

  it("is found by its payment, and as old as that", async () => {
    const purchases = [await held("A1"), await held("A2")];
    const intents = await getAll(purchases.map((made) => paymentIntents.doc(made.paymentIntentId)));
    const found = await withBookings(intents);
    expect(found.map(({ booking }) => booking.id)).to.deep.equal(purchases.map((made) => made.bookingId));
    for (const [index, { intent, readAt }] of found.entries()) {
      expect(intent).to.equal(intents[index]);
      expect(readAt).to.deep.equal(intents[index]!.readTime.toDate());
    }
  });

  describe("may lose its seats", () => {
    it("once its time is up, or its payment was declined", async () => {
      const { bookingId, paymentIntentId } = await held("A1");
      expect(await why(bookingId)).to.be.null;
      await runOut(paymentIntentId);
      expect(await why(bookingId)).to.equal("EXPIRED");

      const declined = await held("A2");
      await pay("ann", declined.paymentIntentId, { cvv: "122" });
      expect(await why(declined.bookingId)).to.equal("PAYMENT_FAILED");
    });

    it("has none where it has given them up, unless its payment holds them", async () => {
      const { bookingId, paymentIntentId } = await held("A1");
      await call(functions.cancelBooking, "ann", { bookingId });
      expect(await why(bookingId)).to.equal("ORPHANED");
      await paymentIntents.doc(paymentIntentId).update({ status: "SUCCESS" });
      expect(await why(bookingId)).to.be.null;
    });

    it("not where its payment is nowhere to be found: whether it was paid is not known", async () => {
      const { bookingId, paymentIntentId } = await held("A1");
      await runOut(paymentIntentId);
      await paymentIntents.doc(paymentIntentId).delete();
      expect(await why(bookingId)).to.be.null;
    });

    it("has none where its booking is nowhere to be found and its payment was never made", async () => {
      const { bookingId, paymentIntentId } = await held("A1");
      await bookings.doc(bookingId).delete();
      expect(await why(bookingId)).to.be.null;
      await paymentIntents.doc(paymentIntentId).update({ dueAt: new Date() });
      expect(await why(bookingId)).to.equal("ORPHANED");
      await paymentIntents.doc(paymentIntentId).delete();
      expect(await why(bookingId)).to.equal("ORPHANED");
    });
  });
});

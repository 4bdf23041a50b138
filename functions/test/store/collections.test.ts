import { expect } from "chai";
import { bookings, db, getAll, MalformedDocument, paymentIntents } from "../../src/store/collections.js";
import { aPurchase } from "../support/purchases.js";

describe("the collections", () => {
  const { booking, intent } = aPurchase();
  after(async () => {
    await bookings.doc(booking.bookingId).delete();
    await paymentIntents.doc(intent.paymentIntentId).delete();
  });

  it("give a document back as it was stored, its id a field, its times dates", async () => {
    await bookings.doc(booking.bookingId).set(booking);
    await paymentIntents.doc(intent.paymentIntentId).set(intent);
    expect((await bookings.doc(booking.bookingId).get()).data()).to.deep.equal(booking);
    expect((await paymentIntents.doc(intent.paymentIntentId).get()).data()).to.deep.equal(intent);
  });

  it("store the id once, as the document's name", async () => {
    const stored = (await db.doc(`bookings/${booking.bookingId}`).get()).data()!;
    expect(stored).to.not.have.property("bookingId");
    expect(stored).to.have.property("paymentIntentId", intent.paymentIntentId);
  });

  it("read several at once, in the order asked for, those that are not there among them", async () => {
    const ids = ["bk_none", booking.bookingId, "bk_none_either"];
    const found = await getAll(ids.map((id) => bookings.doc(id)));
    expect(found.map((snapshot) => snapshot.id)).to.deep.equal(ids);
    expect(found.map((snapshot) => snapshot.exists)).to.deep.equal([false, true, false]);
    expect(await getAll([])).to.deep.equal([]);
  });

  for (const [field, value] of Object.entries({
    status: "paid",
    totalAmount: 0.5,
    seatIds: [],
    expiresAt: "soon",
    cancelReason: undefined,
  })) {
    it(`refuse a stored booking with a malformed ${field}, naming document and field`, async () => {
      const ref = db.doc(`bookings/${booking.bookingId}`);
      const stored = { ...booking, [field]: value };
      if (value === undefined) Reflect.deleteProperty(stored, field);
      await ref.set(stored);
      const snapshot = await bookings.doc(booking.bookingId).get();
      expect(() => snapshot.data())
        .to.throw(MalformedDocument)
        .that.includes({ name: "MalformedDocument" })
        .with.property("message")
        .that.includes(ref.path)
        .and.includes(field);
    });
  }
});

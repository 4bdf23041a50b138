import { expect } from "chai";
import { GeoPoint, Timestamp } from "firebase-admin/firestore";
import * as z from "zod";
import { seatKey } from "../../src/shared/ids.js";
import { aPurchase } from "../support/purchases.js";
import { book, deliver, openPerformance, pay } from "../support/world.js";
import { bookings } from "../../src/bookings/store/collections.js";
import { OccupiedSeat } from "../../src/bookings/domain/seat.js";
import { collection, db, getAll, MalformedDocument, parse } from "../../src/firestore/database.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

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
    await bookings.doc(booking.bookingId).set(booking);
    const stored = (await db.doc(`bookings/${booking.bookingId}`).get()).data()!;
    expect(stored).to.not.have.property("bookingId");
    expect(stored).to.have.property("paymentIntentId", intent.paymentIntentId);
  });

  it("store and read a document that has no id of its own as it is", async () => {
    const seats = collection("occupiedSeats", OccupiedSeat);
    const seat = { ...aPurchase().locks[0]!, performanceId: "perf_none" };
    await seats.doc("seat_none").set(seat);
    expect((await seats.doc("seat_none").get()).data()).to.deep.equal(seat);
    await seats.doc("seat_none").delete();
  });

  it("turn times into dates also in lists and in parts of a document, and nothing else", () => {
    const time = Timestamp.fromMillis(1_000);
    const place = new GeoPoint(37.5, 127);
    const any = z.object({ list: z.array(z.unknown()), part: z.unknown(), nothing: z.null() });
    const stored = {
      list: [time, { at: time }, "a", place],
      part: { at: time, place, count: 1 },
      nothing: null,
    };
    const at = new Date(1_000);
    const read = parse(any, { id: "x", ref: { path: "x/x" }, data: () => stored });
    expect(read).to.deep.equal({
      list: [at, { at }, "a", place],
      part: { at, place, count: 1 },
      nothing: null,
    });
    expect(read.list[3]).to.equal(place);
  });

  it("leave out a field that is not stored and need not be", () => {
    const schema = z.object({ name: z.string(), note: z.string().optional() });
    const stored = { name: "a", other: 1 };
    const read = parse(schema, { id: "x", ref: { path: "x/x" }, data: () => stored });
    expect(read).to.deep.equal({ name: "a" });
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

  describe("with a field of a class that nobody chose", () => {
    const strange = { reference: db.doc("bookings/bk_other"), place: new GeoPoint(37.5, 127) };

    it("read a document as if it were not there, where the schema does not name it", async () => {
      const ref = db.doc(`bookings/${booking.bookingId}`);
      await ref.set({ ...booking, ...strange, nested: [strange] });
      expect((await bookings.doc(booking.bookingId).get()).data()).to.deep.equal(booking);
    });

    for (const [what, value] of Object.entries(strange)) {
      it(`refuse it by document and field, where the schema does: a ${what}`, async () => {
        const ref = db.doc(`paymentIntents/${intent.paymentIntentId}`);
        await ref.set({ ...intent, failure: value });
        const snapshot = await paymentIntents.doc(intent.paymentIntentId).get();
        expect(() => snapshot.data()).to.throw(MalformedDocument, ref.path);
      });
    }

    it("are booked and paid all the same", async () => {
      const performanceId = await openPerformance(strange);
      const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1"]);
      const seat = `occupiedSeats/${seatKey(performanceId, "A1")}`;
      for (const path of [`bookings/${bookingId}`, `paymentIntents/${paymentIntentId}`, seat])
        await db.doc(path).update(strange);
      await pay("ann", paymentIntentId);
      await deliver(paymentIntentId);
      expect((await db.doc(seat).get()).get("status")).to.equal("booked");
    });
  });
});

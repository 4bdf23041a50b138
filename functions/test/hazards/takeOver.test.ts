import { expect } from "chai";
import { seatKey } from "../../src/shared/ids.js";
import { book, clearDatabase, expire, held, openPerformance, pay, refusal } from "../support/world.js";
import { tell } from "../support/told.js";
import { assertSettled, readDatabase } from "../support/invariants.js";
import { db } from "../../src/firestore/database.js";

/** Books four seats in two sections for Ann. Their lock has expired, and no sweep runs in these tests. */
async function expiredBooking() {
  const booking = await held(["A1", "A2", "B1", "C1"]);
  await expire(booking.paymentIntentId);
  return booking;
}

describe("seats whose lock expired, with the sweep switched off", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("are taken over, and all other seats of the old booking are released in the same commit", async () => {
    const { performanceId, bookingId, paymentIntentId } = await expiredBooking();
    const next = await book("bob", performanceId, ["A2", "A3"]);
    const { seats } = await readDatabase();
    expect([...seats.values()].map((seat) => [seat.seatId, seat.bookingId])).to.have.deep.members([
      ["A2", next.bookingId],
      ["A3", next.bookingId],
    ]);
    const refs = {
      booking: db.doc(`bookings/${bookingId}`),
      intent: db.doc(`paymentIntents/${paymentIntentId}`),
      next: db.doc(`bookings/${next.bookingId}`),
      seat: db.doc(`occupiedSeats/${seatKey(performanceId, "A2")}`),
    };
    const [booking, intent, ...others] = await db.getAll(refs.booking, refs.intent, refs.next, refs.seat);
    expect(booking!.data()).to.include({ status: "cancelled", cancelReason: "EXPIRED" });
    expect(intent!.data()).to.include({ status: "CANCELLED" });
    for (const { ref, updateTime } of [intent!, ...others])
      expect(updateTime!.isEqual(booking!.updateTime!), ref.path).to.be.true;
    await assertSettled();
  });

  it("from several bookings at once", async () => {
    const performanceId = await openPerformance();
    for (const [n, seatIds] of [["A1", "A2"], ["A3", "A4"], ["A5"]].entries()) {
      await expire((await book(`user${n}`, performanceId, seatIds)).paymentIntentId);
    }
    await book("bob", performanceId, ["A2", "A3", "A5", "A6"]);
    const { bookings, seats } = await readDatabase();
    expect([...bookings.values()].filter(({ cancelReason }) => cancelReason === "EXPIRED")).to.have.length(3);
    expect([...seats.values()].map(({ seatId }) => seatId)).to.have.members(["A2", "A3", "A5", "A6"]);
    await assertSettled();
  });

  it("are their old user's like anyone's, whose tickets are counted anew", async () => {
    const { performanceId, bookingId } = await expiredBooking();
    const again = await book("ann", performanceId, ["A1", "A2", "B1", "C1"]);
    expect(again.bookingId).not.to.equal(bookingId);
    const { ticketCounts } = await readDatabase();
    expect([...ticketCounts.values()].map(({ tickets }) => tickets)).to.deep.equal([4]);
    await assertSettled();
  });

  it("can no longer be paid by who held them", async () => {
    const { performanceId, paymentIntentId } = await expiredBooking();
    expect(await tell(pay("ann", paymentIntentId))).to.equal("BOOKING_EXPIRED");
    await book("bob", performanceId, ["A1"]);
    expect(await tell(pay("ann", paymentIntentId))).to.equal("BOOKING_EXPIRED");
    expect((await readDatabase()).charges.size).to.equal(0);
    await assertSettled();
  });

  it("are taken over only together with seats that are free: a refused buyer changes nothing", async () => {
    const { performanceId, bookingId } = await expiredBooking();
    await book("cid", performanceId, ["A5"]);
    const { details } = await refusal(book("bob", performanceId, ["A1", "A5"]));
    expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A5"] });
    expect((await readDatabase()).bookings.get(bookingId)).to.include({ status: "pending" });
  });
});

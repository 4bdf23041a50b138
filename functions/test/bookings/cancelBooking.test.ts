import { expect } from "chai";
import {
  book,
  cancel,
  claimed,
  clearDatabase,
  deliver,
  expire,
  held,
  pay,
  runSweep,
} from "../support/world.js";
import { stored, storedSeat, ticketsOf } from "../support/documents.js";
import { changesNothing, refused } from "../support/unchanged.js";

describe("cancelBooking", () => {
  before(clearDatabase);

  let performanceId: string;
  let bookingId: string;
  let paymentIntentId: string;
  beforeEach(async () => {
    ({ performanceId, bookingId, paymentIntentId } = await held());
  });

  it("answers the booking as the user cancelled it", async () => {
    expect(await cancel("ann", bookingId)).to.deep.equal({
      bookingId,
      status: "cancelled",
      cancelReason: "USER",
      refund: null,
      cancelledSeats: [],
    });
  });

  it("frees the seats, closes the payment and gives the tickets back", async () => {
    await cancel("ann", bookingId);
    expect(await stored(`bookings/${bookingId}`)).to.include({ status: "cancelled", cancelReason: "USER" });
    expect(await stored(`paymentIntents/${paymentIntentId}`)).to.include({ status: "CANCELLED" });
    for (const seatId of ["A1", "A2"]) {
      expect(await storedSeat(performanceId, seatId)).to.be.undefined;
    }
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
    await book("ben", performanceId, ["A1", "A2"]);
  });

  it("again answers the same, and leaves the seats with whoever has them by now", async () => {
    const first = await cancel("ann", bookingId);
    await book("ben", performanceId, ["A1"]);
    expect(await changesNothing(() => cancel("ann", bookingId))).to.deep.equal(first);
  });

  it("ten times at once cancels once", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel("ann", bookingId)));
    expect(new Set(answers.map((answer) => answer.cancelReason))).to.deep.equal(new Set(["USER"]));
    expect(await ticketsOf("ann", performanceId)).to.equal(0);
  });

  describe("refuses", () => {
    it("a booking that is not there, and another user's, in the same words", async () => {
      const notFound = { code: "not-found", details: { reason: "BOOKING_NOT_FOUND" } };
      expect(await refused(() => cancel("ann", "bk_nowhere"))).to.deep.equal(notFound);
      expect(await refused(() => cancel("ben", bookingId))).to.deep.equal(notFound);
      expect(await refused(() => cancel("ann", paymentIntentId))).to.deep.equal(notFound);
    });

    it("a booking that expired, swept or not", async () => {
      const expired = { code: "failed-precondition", details: { reason: "BOOKING_EXPIRED" } };
      await expire(paymentIntentId);
      expect(await refused(() => cancel("ann", bookingId))).to.deep.equal(expired);
      await runSweep();
      expect(await refused(() => cancel("ann", bookingId))).to.deep.equal(expired);
    });

    for (const [what, cvv, status] of [
      ["paid", "121", "confirmed"],
      ["declined", "122", "cancelled"],
    ] as const) {
      it(`a booking that was ${what}, the event delivered or not`, async () => {
        const notPending = {
          code: "failed-precondition",
          details: { reason: "BOOKING_NOT_PENDING", status },
        };
        await pay("ann", paymentIntentId, { cvv });
        expect(await refused(() => cancel("ann", bookingId))).to.deep.equal(notPending);
        await deliver(paymentIntentId);
        expect(await refused(() => cancel("ann", bookingId))).to.deep.equal(notPending);
      });
    }

    it("a booking that is being paid for", async () => {
      await claimed(paymentIntentId, "at_other");
      expect(await refused(() => cancel("ann", bookingId))).to.deep.equal({
        code: "aborted",
        details: { reason: "PAYMENT_IN_PROGRESS" },
      });
    });
  });
});

import { expect } from "chai";
import type { Booking } from "../../../src/bookings/domain/booking.js";
import { seatsToCancel } from "../../../src/bookings/domain/cancellation.js";
import { Refusal } from "../../../src/shared/refusals.js";
import { aPurchase } from "../../support/purchases.js";

describe("the seats that a request to cancel names", () => {
  const { booking } = aPurchase({ booking: { status: "confirmed" } });
  const [first, second] = booking.seats as [Booking["seats"][0], Booking["seats"][0]];
  const given = { ...second, seatId: "A3", refundId: "rf_1" };
  const partly: Booking = { ...booking, cancelledSeats: [given] };

  it("are all that the booking still has if it names none", () => {
    expect(seatsToCancel(partly, null)).to.deep.equal({ seats: [first, second], before: [given] });
  });

  it("are those alone, and none of those that were given back before", () => {
    expect(seatsToCancel(partly, ["A1"])).to.deep.equal({ seats: [first], before: [] });
  });

  it("are none if all of them were given back before, so that it can be repeated", () => {
    expect(seatsToCancel(partly, ["A3"])).to.deep.equal({ seats: [], before: [given] });
  });

  it("are none of a booking that is cancelled, though it keeps its last seats", () => {
    const cancelled: Booking = { ...partly, status: "cancelled" };
    expect(seatsToCancel(cancelled, null)).to.deep.equal({ seats: [], before: [given] });
  });

  const wrong: [what: string, seatIds: string[], unknown: string[]][] = [
    ["that the booking never had", ["B7", "A1", "B8"], ["B7", "B8"]],
    ["that was given back, beside one that was not", ["A1", "A3"], ["A3"]],
  ];
  for (const [what, seatIds, unknown] of wrong) {
    it(`are refused with one ${what}, and the refusal names it`, () => {
      expect(() => seatsToCancel(partly, seatIds))
        .to.throw(Refusal, `no seat ${unknown.join(", ")}.`)
        .with.deep.include({ reason: "SEAT_NOT_FOUND", details: { seatIds: unknown } });
    });
  }
});

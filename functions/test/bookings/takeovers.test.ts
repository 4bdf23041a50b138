import { expect } from "chai";
import { seatKey, ticketCountKey } from "../../src/shared/ids.js";
import { changesNothing } from "../support/unchanged.js";
import {
  book,
  clearDatabase,
  deliver,
  openPerformance,
  pay,
  refusal,
  type Refused,
  runOut,
} from "../support/world.js";
import { db } from "../../src/firestore/database.js";

const stored = async (path: string) => (await db.doc(path).get()).data();

/** Returns the refusal of a booking and checks that it changed no document. */
const refused = (...booking: Parameters<typeof book>): Promise<Refused> =>
  changesNothing(() => refusal(book(...booking)));

describe("createBooking takes a lock over that ran out", () => {
  before(clearDatabase);

  let performanceId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
  });

  it("with no sweep, and gives all the other seats back in the same step", async () => {
    const old = await book("ann", performanceId, ["A1", "A2", "A3"]);
    await runOut(old.paymentIntentId);
    const { bookingId } = await book("ben", performanceId, ["A2", "B1"]);
    expect(await stored(`occupiedSeats/${seatKey(performanceId, "A2")}`)).to.include({ bookingId });
    expect(await stored(`occupiedSeats/${seatKey(performanceId, "A1")}`)).to.be.undefined;
    expect(await stored(`occupiedSeats/${seatKey(performanceId, "A3")}`)).to.be.undefined;
    expect(await stored(`bookings/${old.bookingId}`)).to.include({
      status: "cancelled",
      cancelReason: "EXPIRED",
    });
    expect(await stored(`paymentIntents/${old.paymentIntentId}`)).to.include({ status: "CANCELLED" });
    expect(await stored(`ticketCounts/${ticketCountKey(performanceId, "ann")}`)).to.include({ tickets: 0 });
  });

  it("of several bookings at once", async () => {
    const old = [await book("ann", performanceId, ["A1", "A2"]), await book("cat", performanceId, ["A3"])];
    for (const { paymentIntentId } of old) await runOut(paymentIntentId);
    await book("ben", performanceId, ["A3", "A1"]);
    for (const { bookingId } of old) {
      expect(await stored(`bookings/${bookingId}`)).to.include({ cancelReason: "EXPIRED" });
    }
  });

  it("not where its payment is under way: that holds the seat past its time", async () => {
    const { paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]);
    await refusal(pay("ann", paymentIntentId, { token: "tok_timeout_before_charge" }));
    await runOut(paymentIntentId);
    const { details } = await refused("ben", performanceId, ["A2", "A3"]);
    expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: ["A2"] });
  });

  it("not where it was paid and no event has come yet", async () => {
    const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
    await pay("ann", paymentIntentId);
    await runOut(paymentIntentId);
    expect((await refused("ben", performanceId, ["A1"])).details.reason).to.equal("SEAT_TAKEN");
  });

  it("also where the payment was declined and no event has come yet", async () => {
    const old = await book("ann", performanceId, ["A1"]);
    await pay("ann", old.paymentIntentId, { cvv: "122" });
    await runOut(old.paymentIntentId);
    await book("ben", performanceId, ["A1"]);
    expect(await stored(`bookings/${old.bookingId}`)).to.include({ cancelReason: "PAYMENT_FAILED" });
    await deliver(old.paymentIntentId);
    expect((await refused("cat", performanceId, ["A1"])).details.reason).to.equal("SEAT_TAKEN");
  });
});

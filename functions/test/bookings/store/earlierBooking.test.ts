import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { randomUUID } from "node:crypto";
import {
  book,
  cancel,
  clearDatabase,
  deliver,
  expire,
  openPerformance,
  pay,
  refusal,
  runSweep,
} from "../../support/world.js";
import { stored, ticketsOf } from "../../support/documents.js";
import { changesNothing, refused } from "../../support/unchanged.js";
import { waiting } from "../../support/time.js";
import { db } from "../../../src/firestore/database.js";

const soon = (milliseconds: number) => Timestamp.fromMillis(Date.now() + milliseconds);

describe("createBooking with a requestId", () => {
  before(clearDatabase);

  let performanceId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
  });

  let requestId: string;
  beforeEach(() => {
    requestId = randomUUID();
  });
  const again = (seatIds = ["A1", "A2"], extra: object = {}) =>
    book("ann", performanceId, seatIds, { requestId, ...extra });
  const known = ({ serverTime: _, ...answer }: Awaited<ReturnType<typeof book>>) => answer;

  it("answers the first booking again, and makes no other", async () => {
    const first = await again();
    const second = await changesNothing(() => again());
    expect(known(second)).to.deep.equal(known(first));
    expect(await stored(`bookings/${first.bookingId}`)).to.include({ requestId });
  });

  it("answers the same for the same in other words: seats in another order, the id in capitals", async () => {
    const first = await again();
    const second = await again(["A2", "A1"], { requestId: requestId.toUpperCase(), userId: "ann" });
    expect(known(second)).to.deep.equal(known(first));
  });

  it("answers ten calls at once with one booking", async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => again()));
    expect(new Set(answers.map((answer) => answer.bookingId)).size).to.equal(1);
    expect(await ticketsOf("ann", performanceId)).to.equal(2);
  });

  it("answers the booking as it is by now", async () => {
    const { paymentIntentId } = await again();
    await pay("ann", paymentIntentId);
    await deliver(paymentIntentId);
    expect((await again()).status).to.equal("confirmed");
  });

  it("answers a booking that was cancelled, and books nothing anew", async () => {
    const { bookingId } = await again();
    await cancel("ann", bookingId);
    const second = await changesNothing(() => again());
    expect(second).to.include({ bookingId, status: "cancelled" });
  });

  it("answers a booking that expired, and does not take its own lock over", async () => {
    const { bookingId, paymentIntentId } = await again();
    await expire(paymentIntentId);
    const second = await changesNothing(() => again());
    expect(second.bookingId).to.equal(bookingId);
    await runSweep();
    expect(await again()).to.include({ bookingId, status: "cancelled" });
  });

  it("refuses other contents, naming the first booking", async () => {
    const { bookingId } = await again();
    const elsewhere = await openPerformance();
    const others: Parameters<typeof book>[] = [
      ["ann", performanceId, ["A1"], { requestId }],
      ["ann", performanceId, ["A1", "A3"], { requestId }],
      ["ann", performanceId, ["A1", "A2", "A3"], { requestId }],
      ["ann", performanceId, ["A1", "A2"], { requestId, paymentMethod: "TOSS_PAY" }],
      ["ann", elsewhere, ["A1", "A2"], { requestId }],
      ["ann", "perf_nowhere", ["A1", "A2"], { requestId }],
      ["ann", performanceId, ["A1", "Z9"], { requestId }],
    ];
    for (const other of others) {
      expect(await refused(() => book(...other)), JSON.stringify(other)).to.deep.equal({
        code: "failed-precondition",
        details: { reason: "REQUEST_ID_REUSED", bookingId },
      });
    }
  });

  it("means nothing between users: the same id is another purchase", async () => {
    const { bookingId } = await again();
    const other = await book("ben", performanceId, ["B1"], { requestId });
    expect(other.bookingId).to.not.equal(bookingId);
  });

  it("answers after the sales have closed, when a new booking is refused", async () => {
    const first = await again();
    await db.doc(`performances/${performanceId}`).update({ salesCloseAt: soon(-1_000) });
    await waiting(10_000, async () => {
      expect(known(await changesNothing(() => again()))).to.deep.equal(known(first));
    });
    const { details } = await refused(() => book("ann", performanceId, ["B1"], { requestId: randomUUID() }));
    expect(details.reason).to.equal("SALES_CLOSED");
  });

  it("answers when the user is at the limit, and when the seats are taken: by the booking itself", async () => {
    await again();
    await book("ann", performanceId, ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8"]);
    await changesNothing(() => again());
  });

  it("can be used again where the first request was refused", async () => {
    const { paymentIntentId } = await book("ben", performanceId, ["A1"]);
    expect((await refusal(again())).details.reason).to.equal("SEAT_TAKEN");
    await expire(paymentIntentId);
    expect((await again()).status).to.equal("pending");
  });
});

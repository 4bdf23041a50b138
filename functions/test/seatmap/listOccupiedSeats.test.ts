import { expect } from "chai";
import { seatKey } from "../../src/shared/ids.js";
import type { OccupiedSeat } from "../../src/bookings/domain/seat.js";
import { listOccupiedSeats } from "../../src/seatmap/listOccupiedSeats.js";
import { book, expire, openPerformance } from "../support/world.js";
import { logsOf } from "../support/logs.js";
import { requestsOf } from "../support/transport.js";
import { db } from "../../src/firestore/database.js";
import { occupiedSeats } from "../../src/bookings/store/collections.js";

describe("the seats of a performance that cannot be had", () => {
  let performanceId: string;
  beforeEach(async () => {
    performanceId = await openPerformance();
    await book("ann", performanceId, ["A1", "A2"]);
  });

  for (const [asked, question] of Object.entries({
    all: { after: null },
    "those asked for": { seatIds: ["A1", "A2", "B1"] },
  })) {
    it(`are one request, of ${asked}, and one more for whoever holds what ran out`, async () => {
      const list = () => listOccupiedSeats(performanceId, question);
      expect(await requestsOf(list)).to.have.length(1);
      const { paymentIntentId } = await book("ben", performanceId, ["B1"]);
      await expire(paymentIntentId);
      expect(await requestsOf(list)).to.have.length(2);
      expect((await list()).seats.map(({ seatId }) => seatId)).to.have.members(["A1", "A2"]);
    });
  }
});

describe("the seats of two performances, asked for at the same moment,", () => {
  it("are not taken for one another", async () => {
    const houses = [await openPerformance(), await openPerformance()];
    for (const [index, performanceId] of houses.entries())
      await book("ann", performanceId, [`A${index + 1}`]);
    const told = await Promise.all(
      houses.map((performanceId) => listOccupiedSeats(performanceId, { after: null })),
    );
    expect(told.map(({ seats }) => seats.map(({ seatId }) => seatId))).to.deep.equal([["A1"], ["A2"]]);
  });
});

describe("a house of more than a thousand seats that cannot be had", () => {
  const performanceId = `perf_house_${process.pid}`;
  before(async () => {
    const writer = db.bulkWriter();
    for (let seat = 1; seat <= 2_001; seat++) {
      const [row, number] = [seat <= 1_000 ? "A" : seat <= 2_000 ? "B" : "C", ((seat - 1) % 1_000) + 1];
      const seatId = `${row}${number}`;
      const ref = occupiedSeats.doc(seatKey(performanceId, seatId));
      const document = { performanceId, seatId, bookingId: "bk_a", status: "booked", lockedUntil: null };
      void writer.create(ref, document as OccupiedSeat);
    }
    await writer.close();
  });

  it("is told a thousand at a time, each once, and all of them", async () => {
    const told: string[] = [];
    const sizes: number[] = [];
    for (let after: string | null = null, pages = 0; pages === 0 || after !== null; pages++) {
      const { seats, next } = await listOccupiedSeats(performanceId, { after });
      told.push(...seats.map(({ seatId }) => seatId));
      sizes.push(seats.length);
      after = next;
    }
    expect(sizes).to.deep.equal([1_000, 1_000, 1]);
    expect(new Set(told).size).to.equal(2_001);
  });

  it("is told in full pages only where their number comes out even", async () => {
    const [first] = (await listOccupiedSeats(performanceId, { after: null })).seats;
    const half = await listOccupiedSeats(performanceId, { after: seatKey(performanceId, first!.seatId) });
    const rest = await listOccupiedSeats(performanceId, { after: half.next });
    expect([half.seats.length, rest.seats.length, rest.next]).to.deep.equal([1_000, 1_000, null]);
  });

  it("is read once for all who ask at the same moment, and anew for whoever comes later", async () => {
    const crowd = () =>
      Promise.all(Array.from({ length: 40 }, () => listOccupiedSeats(performanceId, { after: null })));
    expect(await requestsOf(crowd)).to.have.length(1);
    expect(await requestsOf(crowd)).to.have.length(1);
  });

  it("is told to its end also where the last seat of a page is malformed", async () => {
    const first = await listOccupiedSeats(performanceId, { after: null });
    const ref = db.doc(`occupiedSeats/${first.next!}`);
    const stored = (await ref.get()).data()!;
    await ref.set({ performanceId });
    const again = await listOccupiedSeats(performanceId, { after: null });
    expect([again.seats.length, again.next]).to.deep.equal([999, first.next]);
    expect((await listOccupiedSeats(performanceId, { after: again.next })).seats).to.have.length(1_000);
    await ref.set(stored);
  });

  it("is shown where a purchase that a lock ran out of cannot be read: its seat is held", async () => {
    const house = await openPerformance();
    const [broken, sound] = [await book("ann", house, ["A1"]), await book("ben", house, ["A2"])];
    for (const { paymentIntentId } of [broken, sound]) await expire(paymentIntentId);
    await db.doc(`bookings/${broken.bookingId}`).update({ seatIds: 5 });
    const logs = await logsOf(async () => {
      const { seats } = await listOccupiedSeats(house, { after: null });
      expect(seats.map(({ seatId }) => seatId)).to.deep.equal(["A1"]);
    });
    expect(logs).to.include("document.malformed").and.include(broken.bookingId);
  });

  it("is shown without a seat whose document is malformed, which the log names", async () => {
    const ref = db.doc(`occupiedSeats/${seatKey(performanceId, "C1")}`);
    await ref.update({ status: "unknown" });
    const logs = await logsOf(async () => {
      const { seats } = await listOccupiedSeats(performanceId, { seatIds: ["B1", "C1"] });
      expect(seats.map(({ seatId }) => seatId)).to.deep.equal(["B1"]);
    });
    expect(logs.match(/document\.malformed/g)).to.have.length(1);
    expect(logs).to.include(ref.path);
  });
});

import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { readMaps } from "../../../src/seatmap/store/readMaps.js";
import { db } from "../../../src/firestore/database.js";
import { logsOf } from "../../support/logs.js";
import { assertMapsRight, mapOf, shownOf } from "../../support/seatMaps.js";
import { tell } from "../../support/told.js";
import { watched, type Fate, type FirestoreRequest } from "../../support/transport.js";
import { book, bookingEvent, cancel, openPerformance } from "../../support/world.js";

/** Makes a booking for each of these seats of row A, and cancels it. Returns the events of the cancellations. */
async function cancelled(performanceId: string, seats: readonly number[]): Promise<(() => Promise<void>)[]> {
  return Promise.all(
    seats.map(async (seat) => {
      const { bookingId } = await book(`user${seat}`, performanceId, [`A${seat}`]);
      return bookingEvent(bookingId, () => cancel(`user${seat}`, bookingId));
    }),
  );
}

describe("what an instance hears of a block", () => {
  it("is written at once, and what it hears meanwhile or within a second after it, together", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId);
    const [first, ...others] = await cancelled(performanceId, [1, 2, 3, 4, 5, 6, 7, 8]);
    const { version } = await mapOf(performanceId);
    const heard: number[] = [];
    const deliver = async (event: () => Promise<void>) => {
      await event();
      heard.push((await mapOf(performanceId)).version - version);
    };
    // Four arrive while the first is being written, and three after that.
    const atOnce = [first!, ...others.slice(0, 4)].map(deliver);
    await atOnce[0];
    await Promise.all([...atOnce, ...others.slice(4).map(deliver)]);
    expect(heard).to.deep.equal([1, 2, 2, 2, 2, 2, 2, 2]);
    await assertMapsRight(performanceId);
  });

  it("is acknowledged only once the map shows it", async () => {
    const performanceId = await openPerformance();
    const events = await cancelled(performanceId, [1, 2, 3]);
    await readMaps(performanceId);
    for (const seat of [1, 2, 3]) await book(`again${seat}`, performanceId, [`A${seat}`]);
    await Promise.all(
      events.map(async (event, index) => {
        await event();
        expect(await shownOf(performanceId, [`A${index + 1}`])).to.deep.equal(["locked"]);
      }),
    );
  });

  it("fails together, and the next write shows what comes again", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId);
    const [first, ...others] = await cancelled(performanceId, [1, 2, 3]);
    const denied = ({ step }: FirestoreRequest): Fate =>
      step === "write seatMaps" ? { refuse: status.PERMISSION_DENIED } : "pass";
    await first!();
    const told = await watched(denied, () => Promise.all(others.map((event) => tell(event()))));
    expect(told).to.deep.equal([status.PERMISSION_DENIED, status.PERMISSION_DENIED]);
    await Promise.all(others.map((event) => event()));
    await assertMapsRight(performanceId);
  });

  it("is written apart from what it hears of other blocks", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId);
    const [first, second] = await cancelled(performanceId, [1, 2]);
    const { bookingId } = await book("cleo", performanceId, ["C1"]);
    const other = await bookingEvent(bookingId, () => cancel("cleo", bookingId));
    const { version } = await mapOf(performanceId, "b2");
    await first!();
    await Promise.all([second!(), other()]);
    expect((await mapOf(performanceId, "b2")).version).to.equal(version + 1);
    await assertMapsRight(performanceId);
  });

  it("is drawn by the plan of now, though an earlier event of the block waits with another", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId);
    const [first, second, third] = await cancelled(performanceId, [1, 2, 3]);
    await first!();
    const waiting = second!();
    const row = { row: "A", firstSeat: 1, lastSeat: 5, block: "Hall" };
    const sections = [{ section: "S", name: "S", price: 1, rows: [row] }];
    await db.doc(`performances/${performanceId}`).update({ sections });
    await Promise.all([waiting, third!()]);
    expect((await mapOf(performanceId, "Hall")).rows).to.deep.equal({ A: "....." });
  });

  it("is logged once, with the number of seats", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId);
    const [first, ...others] = await cancelled(performanceId, [1, 2, 3]);
    await first!();
    const logs = await logsOf(() => Promise.all(others.map((event) => event())));
    expect(logs.match(/"seats":\d+/g)).to.deep.equal(['"seats":2']);
  });
});

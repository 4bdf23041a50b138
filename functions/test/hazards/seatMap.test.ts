import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { seatMaps } from "../../src/seatmap/store/collections.js";
import { readMaps } from "../../src/seatmap/store/readMaps.js";
import { showSeats } from "../../src/seatmap/store/showSeats.js";
import { seatMapKey } from "../../src/shared/ids.js";
import { dieAfter, faultAt } from "../support/faults.js";
import { everyInterleaving, type Collision } from "../support/interleavings.js";
import { bought, giveBack, paid } from "../support/refunds.js";
import { assertMapsRight, mapOf, shownOf } from "../support/seatMaps.js";
import { tell } from "../support/told.js";
import { watched, type Fate, type FirestoreRequest } from "../support/transport.js";
import {
  book,
  bookingEvent,
  cancel,
  clearDatabase,
  deliver,
  endLease,
  expire,
  held,
  openPerformance,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "../support/world.js";

/** A purchase whose seats are shown in the map, and the last change of its seats. */
interface Scene {
  purchase: { performanceId: string; bookingId: string };
  seatIds: string[];
  change(): Promise<unknown>;
}

const scenes: Record<string, () => Promise<Scene>> = {
  async "is cancelled"() {
    const purchase = await held();
    return { purchase, seatIds: ["A1", "A2"], change: () => cancel("ann", purchase.bookingId) };
  },
  async "is confirmed"() {
    const purchase = await paid(["A1"]);
    return { purchase, seatIds: ["A1"], change: () => deliver(purchase.paymentIntentId) };
  },
  async "is taken over"() {
    const purchase = await held();
    await expire(purchase.paymentIntentId);
    return { purchase, seatIds: ["A1", "A2"], change: () => book("ben", purchase.performanceId, ["A2"]) };
  },
  async "gives one seat of three back"() {
    const purchase = await bought(["A1", "A2", "A3"]);
    return { purchase, seatIds: ["A1", "A2", "A3"], change: () => giveBack(purchase.bookingId, ["A2"]) };
  },
};

describe("the seat map", () => {
  before(clearDatabase);
  after(clearDatabase);

  for (const [what, scene] of Object.entries(scenes)) {
    it(`is right once the last event is heard, in every order with an earlier one, when a booking ${what}`, async function () {
      this.timeout(120_000);
      const begin = async (): Promise<Collision> => {
        const { purchase, seatIds, change } = await scene();
        const { performanceId, bookingId } = purchase;
        await readMaps(performanceId);
        const show = () => showSeats(performanceId, [{ bookingId, seatIds }]);
        const last = () => change().then(show);
        return { calls: { earlier: show, last }, check: () => assertMapsRight(performanceId) };
      };
      expect(await everyInterleaving(begin)).to.deep.equal([{ earlier: "done", last: "done" }]);
    });

    it(`is right if a call stood still while a booking ${what} and was shown`, async () => {
      const { purchase, seatIds, change } = await scene();
      const { performanceId, bookingId } = purchase;
      await readMaps(performanceId);
      const show = () => showSeats(performanceId, [{ bookingId, seatIds }]);
      let commits = 0;
      const standStill = async ({ step }: FirestoreRequest): Promise<Fate> => {
        if (step === "write seatMaps" && ++commits === 1) await change().then(show);
        return "pass";
      };
      await watched(standStill, show);
      expect(commits).to.equal(2);
      await assertMapsRight(performanceId);
    });
  }

  it("is right if the call that stood still read before the sweep looked, and no event came", async () => {
    const { performanceId, bookingId, paymentIntentId } = await bought(["A1", "A2", "A3"]);
    const show = () => showSeats(performanceId, [{ bookingId, seatIds: ["A1", "A2", "A3"] }]);
    await show();
    await runSweep();
    const standStill = async ({ step, place }: FirestoreRequest): Promise<Fate> => {
      if (step === "write seatMaps" && place === step) await giveBack(bookingId, ["A2"]).then(runSweep);
      return "pass";
    };
    await watched(standStill, show);
    expect(await shownOf(performanceId, ["A1", "A2", "A3"])).to.deep.equal(["sold", "free", "sold"]);
    await deliver(paymentIntentId);
    await assertMapsRight(performanceId);
  });

  it("is right if a claim's call stood still while the sweep declined the payment, and no event came", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId);
    const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1"]);
    await refusal(pay("ann", paymentIntentId, UNANSWERED));
    // The map never showed the booking. So it already agrees with the released seats when the sweep looks at it.
    const standStill = async ({ step, place }: FirestoreRequest): Promise<Fate> => {
      if (step === "write seatMaps" && place === step) await endLease(paymentIntentId).then(runSweep);
      return "pass";
    };
    await watched(standStill, () => showSeats(performanceId, [{ bookingId, seatIds: ["A1"] }]));
    expect(await shownOf(performanceId, ["A1"])).to.deep.equal(["free"]);
    await assertMapsRight(performanceId);
  });

  it("is written by three instances at once, by one of them twice", async () => {
    const performanceId = await openPerformance();
    await readMaps(performanceId);
    const instances = await Promise.all(
      ["A1", "A2", "B3"].map(async (seatId, index) => {
        const { bookingId } = await book(`user${index}`, performanceId, [seatId]);
        await cancel(`user${index}`, bookingId);
        return () => showSeats(performanceId, [{ bookingId, seatIds: [seatId] }]);
      }),
    );
    await book("dora", performanceId, ["A2"]);
    const { version } = await mapOf(performanceId);
    await Promise.all([instances[0]!(), ...instances.map((show) => show())]);
    expect((await mapOf(performanceId)).version).to.equal(version + 4);
    await assertMapsRight(performanceId);
  });

  for (const [what, fate] of Object.entries<Fate>({
    "is lost": { refuse: status.UNAVAILABLE },
    "has no answer": { loseAnswer: status.UNAVAILABLE },
  })) {
    it(`is right after a commit that ${what}, and the event fails if that goes on`, async () => {
      const { performanceId, bookingId } = await held();
      await readMaps(performanceId);
      const event = await bookingEvent(bookingId, () => cancel("ann", bookingId));
      let times = 0;
      const once = ({ step }: FirestoreRequest): Fate =>
        step === "write seatMaps" && ++times === 1 ? fate : "pass";
      await watched(once, event);
      expect(times).to.equal(2);
      await assertMapsRight(performanceId);
      expect(await tell(watched(faultAt("write seatMaps", fate), event))).to.equal("OUTCOME_UNKNOWN");
      await event();
      await assertMapsRight(performanceId);
    });
  }

  it("is right after a call that died, since its event comes again", async () => {
    const { performanceId, bookingId } = await held();
    await readMaps(performanceId);
    await cancel("ann", bookingId);
    const show = () => showSeats(performanceId, [{ bookingId, seatIds: ["A1", "A2"] }]);
    const read = "read seatMaps+performances+paymentIntents+occupiedSeats";
    for (const place of ["begin", read, "write seatMaps"] as const) {
      await dieAfter(place, show);
      await show();
      await assertMapsRight(performanceId);
    }
  });

  it("is built if someone deletes it under a writer", async () => {
    const { performanceId, bookingId } = await held();
    await book("ben", performanceId, ["B7"]);
    await readMaps(performanceId);
    const event = await bookingEvent(bookingId, () => cancel("ann", bookingId));
    const ref = seatMaps.doc(seatMapKey(performanceId, "b1"));
    const { version } = await mapOf(performanceId);
    const deleting = async ({ place }: FirestoreRequest): Promise<Fate> => {
      if (place === "write seatMaps") await ref.delete();
      return "pass";
    };
    await watched(deleting, event);
    expect(await shownOf(performanceId, ["A1", "B7"])).to.deep.equal(["free", "locked"]);
    expect((await mapOf(performanceId)).version).to.be.greaterThan(version);
    await assertMapsRight(performanceId);
  });

  it("is built once, and right, if a reader and an event find it missing at the same time", async function () {
    this.timeout(120_000);
    const begin = async (): Promise<Collision> => {
      const { performanceId, bookingId } = await held(["A1"]);
      await book("ben", performanceId, ["B7"]);
      await cancel("ann", bookingId);
      return {
        calls: {
          reader: () => readMaps(performanceId, "b1"),
          event: () => showSeats(performanceId, [{ bookingId, seatIds: ["A1"] }]),
        },
        check: () => assertMapsRight(performanceId),
      };
    };
    expect(await everyInterleaving(begin)).to.deep.equal([{ reader: "done", event: "done" }]);
  });
});

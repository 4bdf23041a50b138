import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { paymentIntents } from "../../../src/payments/store/collections.js";
import { forgetPerformance } from "../../../src/performances/findPerformance.js";
import { showFinished } from "../../../src/seatmap/store/showFinished.js";
import { showSeats } from "../../../src/seatmap/store/showSeats.js";
import { db } from "../../../src/firestore/database.js";
import { errorsOf } from "../../support/logs.js";
import { bought, giveBack, paid } from "../../support/refunds.js";
import { assertMapsRight, mapOf, shownOf } from "../../support/seatMaps.js";
import { requestsOf, watched, type Watcher } from "../../support/transport.js";
import { changesNothing } from "../../support/unchanged.js";
import {
  book,
  cancel,
  clearDatabase,
  DECLINED,
  deliver,
  held,
  openPerformance,
  pay,
  runSweep,
} from "../../support/world.js";

/** Reads payments as the sweep does. */
const asRead = (...paymentIntentIds: string[]) =>
  Promise.all(
    paymentIntentIds.map(async (id) => {
      const snapshot = await paymentIntents.doc(id).get();
      return { intent: snapshot.data()!, updateTime: snapshot.updateTime! };
    }),
  );

describe("the seats of finished payments", () => {
  before(clearDatabase);

  it("are shown as sold if their events never came, and are then only looked at", async () => {
    const { performanceId, paymentIntentId } = await bought(["A1", "C1"]);
    const finished = await asRead(paymentIntentId);
    expect(await showFinished(finished)).to.deep.equal(finished);
    expect(await shownOf(performanceId, ["A1", "C1"])).to.deep.equal(["sold", "sold"]);
    await changesNothing(async () => {
      const requests = await requestsOf(() => showFinished(finished));
      expect(requests.map(({ place }) => place)).to.deep.equal(["read seatMaps"]);
    });
  });

  it("are shown as sold if the map of only one of their blocks shows it", async () => {
    const { performanceId, bookingId, paymentIntentId } = await paid(["A1", "C1"]);
    await showSeats(performanceId, [{ bookingId, seatIds: ["A1", "C1"] }]);
    await deliver(paymentIntentId);
    await showSeats(performanceId, [{ bookingId, seatIds: ["A1"] }]);
    expect(await shownOf(performanceId, ["A1", "C1"])).to.deep.equal(["sold", "held"]);
    await showFinished(await asRead(paymentIntentId));
    expect(await shownOf(performanceId, ["A1", "C1"])).to.deep.equal(["sold", "sold"]);
  });

  it("are shown again after a decline, whatever the map shows: a call that stood still must fail", async () => {
    const { performanceId, bookingId, paymentIntentId } = await held();
    await pay("ann", paymentIntentId, DECLINED);
    await showSeats(performanceId, [{ bookingId, seatIds: ["A1", "A2"] }]);
    await deliver(paymentIntentId);
    const { version } = await mapOf(performanceId);
    await showFinished(await asRead(paymentIntentId));
    expect(await shownOf(performanceId, ["A1", "A2"])).to.deep.equal(["free", "free"]);
    await showFinished(await asRead(paymentIntentId));
    expect((await mapOf(performanceId)).version).to.equal(version + 2);
  });

  it("are shown again after seats were given back, those that were given back among them", async () => {
    const { performanceId, bookingId, paymentIntentId } = await bought(["A1", "A2", "A3"]);
    await showSeats(performanceId, [{ bookingId, seatIds: ["A1", "A2", "A3"] }]);
    await giveBack(bookingId, ["A2"]);
    await showFinished(await asRead(paymentIntentId));
    expect(await shownOf(performanceId, ["A1", "A2", "A3"])).to.deep.equal(["sold", "free", "sold"]);
  });

  it("are shown by one write of each map, however many payments there are", async () => {
    const performanceId = await openPerformance();
    const ids: string[] = [];
    for (const [n, seatId] of ["A1", "A2", "B3", "C4"].entries()) {
      const { paymentIntentId } = await book(`user${n}`, performanceId, [seatId]);
      await pay(`user${n}`, paymentIntentId);
      await deliver(paymentIntentId);
      ids.push(paymentIntentId);
    }
    const finished = await asRead(...ids);
    const requests = await requestsOf(() => showFinished(finished));
    expect(requests.filter(({ isCommit }) => isCommit)).to.have.length(2);
    await assertMapsRight(performanceId);
  });

  it("that could not be shown are left out with one error, and those of other performances are shown", async () => {
    const [one, other] = [await bought(["A1"]), await bought(["A1"])];
    const refused: Watcher = ({ isCommit, collections }) =>
      isCommit && collections.has("seatMaps") ? { refuse: status.ABORTED } : "pass";
    await showFinished(await asRead(one.paymentIntentId));
    const finished = await asRead(one.paymentIntentId, other.paymentIntentId);
    let shown: unknown;
    const errors = await errorsOf(async () => {
      shown = await watched(refused, () => showFinished(finished));
    });
    expect(shown).to.deep.equal([finished[0]]);
    expect(errors).to.have.length(1);
    expect(errors[0])
      .to.include("seats.not-shown")
      .and.include(other.performanceId)
      .and.include("[cause]: Refusal");
  });

  it("of no performance count as shown", async () => {
    const { performanceId, paymentIntentId } = await bought(["A1"]);
    await db.doc(`performances/${performanceId}`).delete();
    forgetPerformance(performanceId);
    const finished = await asRead(paymentIntentId);
    expect(await showFinished(finished)).to.deep.equal(finished);
  });
});

describe("the sweep", () => {
  before(clearDatabase);

  it("keeps a payment on its work list until its seats are shown", async () => {
    const { performanceId, paymentIntentId } = await bought(["A1"]);
    const dueAt = async () => (await paymentIntents.doc(paymentIntentId).get()).data()!.dueAt;
    const refused: Watcher = ({ isCommit, collections }) =>
      isCommit && collections.has("seatMaps") ? { refuse: status.ABORTED } : "pass";
    const errors = await errorsOf(() => watched(refused, runSweep));
    expect(errors).to.have.length(1);
    expect(await dueAt()).to.not.be.null;
    await runSweep();
    expect(await dueAt()).to.be.null;
    expect(await shownOf(performanceId, ["A1"])).to.deep.equal(["sold"]);
  });

  it("shows what was given back after it had acknowledged the payment", async () => {
    const { performanceId, bookingId } = await bought(["A1", "A2", "A3"]);
    await runSweep();
    await giveBack(bookingId, ["A2"]);
    await runSweep();
    expect(await shownOf(performanceId, ["A1", "A2", "A3"])).to.deep.equal(["sold", "free", "sold"]);
    await giveBack(bookingId);
    await runSweep();
    expect(await shownOf(performanceId, ["A1", "A2", "A3"])).to.deep.equal(["free", "free", "free"]);
  });

  it("shows seats of a cancelled booking whose payment had been claimed", async () => {
    const { performanceId, bookingId, paymentIntentId } = await held(["A1"]);
    await pay("ann", paymentIntentId, { token: "tok_timeout_before_charge" }).catch(() => {});
    await showSeats(performanceId, [{ bookingId, seatIds: ["A1"] }]);
    await cancel("ann", bookingId);
    expect(await shownOf(performanceId, ["A1"])).to.deep.equal(["held"]);
    await runSweep();
    expect(await shownOf(performanceId, ["A1"])).to.deep.equal(["free"]);
  });

  it("shows the seats of a paid purchase that waits for a person as held", async () => {
    const { performanceId, bookingId, paymentIntentId } = await held();
    await pay("ann", paymentIntentId);
    await db.doc(`bookings/${bookingId}`).update({ status: "cancelled" });
    await errorsOf(runSweep);
    expect(await shownOf(performanceId, ["A1", "A2"], 3_600_000)).to.deep.equal(["held", "held"]);
  });
});

import { randomUUID } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { assertSettled, assertSound, readDatabase } from "../support/invariants.js";
import { watched, type Fate, type FirestoreRequest } from "../support/transport.js";
import {
  book,
  call,
  clearDatabase,
  deliver,
  endLease,
  functions,
  openPerformance,
  pay,
  runOut,
  sweep,
} from "../support/world.js";
import { bookings } from "../../src/bookings/store/collections.js";

/** A call on documents of its own, and a check of its outcome. */
interface Scene {
  act(): Promise<unknown>;
  /** Returns the outcome in one word. It must not depend on lost answers. */
  outcome(answer: unknown): Promise<string>;
}

const statusOf = async (bookingId: string) => {
  const { status: booking, cancelReason } = (await bookings.doc(bookingId).get()).data()!;
  return cancelReason ?? booking;
};

async function held(seatIds = ["A1", "A2"]) {
  const performanceId = await openPerformance();
  return { performanceId, ...(await book("ann", performanceId, seatIds)) };
}

const answered = async (answer: unknown) => (answer as { status: string }).status;

const scenes: Record<string, () => Promise<Scene>> = {
  async "createBooking without a requestId"() {
    const performanceId = await openPerformance();
    return { act: () => book("ann", performanceId, ["A1", "A2"]), outcome: answered };
  },
  async "createBooking with a requestId, sent again"() {
    const performanceId = await openPerformance();
    const requestId = randomUUID();
    const act = () => book("ann", performanceId, ["A1", "A2"], { requestId });
    return {
      act,
      async outcome(answer) {
        const { bookingId, ...again } = await act();
        expect({ bookingId, ...again }).to.deep.include({
          bookingId: (answer as { bookingId: string }).bookingId,
        });
        return again.status;
      },
    };
  },
  async "a user's second createBooking"() {
    const { performanceId } = await held();
    return { act: () => book("ann", performanceId, ["B1"]), outcome: answered };
  },
  async "createBooking that takes seats over"() {
    const { performanceId, bookingId, paymentIntentId } = await held();
    await runOut(paymentIntentId);
    return {
      act: () => book("bob", performanceId, ["A2", "A3"]),
      outcome: async (answer) => `${await answered(answer)}, the other ${await statusOf(bookingId)}`,
    };
  },
  async "executePayment that succeeds"() {
    const { paymentIntentId } = await held();
    return { act: () => pay("ann", paymentIntentId), outcome: answered };
  },
  async "executePayment that is declined"() {
    const { paymentIntentId } = await held();
    return { act: () => pay("ann", paymentIntentId, { cvv: "122" }), outcome: answered };
  },
  async cancelBooking() {
    const { bookingId } = await held();
    return { act: () => call(functions.cancelBooking, "ann", { bookingId }), outcome: answered };
  },
  async "the trigger, on success"() {
    const { bookingId, paymentIntentId } = await held();
    await pay("ann", paymentIntentId);
    return { act: () => deliver(paymentIntentId), outcome: () => statusOf(bookingId) };
  },
  async "the trigger, on failure"() {
    const { bookingId, paymentIntentId } = await held();
    await pay("ann", paymentIntentId, { cvv: "122" });
    return { act: () => deliver(paymentIntentId), outcome: () => statusOf(bookingId) };
  },
};

/**
 * Scenes that run alone, because a sweep reads the whole database. A sweep may fail, but the next one, a minute later,
 * must not.
 */
const sweeps: Record<string, () => Promise<Scene>> = {
  async "that expires"() {
    const { bookingId, paymentIntentId } = await held();
    await runOut(paymentIntentId);
    return { act: sweep, outcome: () => statusOf(bookingId) };
  },
  async "that settles"() {
    const { bookingId, paymentIntentId } = await held();
    await pay("ann", paymentIntentId);
    return { act: sweep, outcome: () => statusOf(bookingId) };
  },
  async "that rolls a dead call's payment forward"() {
    const { bookingId, paymentIntentId } = await held();
    let sent = 0;
    await new Promise<void>((died) => {
      const dieAfterCharge = () => (sent++ < 3 ? "pass" : (died(), "stop"));
      void watched(dieAfterCharge, () => pay("ann", paymentIntentId));
    });
    await endLease(paymentIntentId);
    return { act: sweep, outcome: () => statusOf(bookingId) };
  },
};

/**
 * The faults injected into a commit. The service must recover from each of them by itself. The SDK's `commit()` would
 * retry only UNAVAILABLE and ABORTED, and the service does not use it.
 */
const fates: Record<string, Fate> = {
  "is applied, its answer lost (UNAVAILABLE)": { loseAnswer: status.UNAVAILABLE },
  "is applied, its answer lost (INTERNAL)": { loseAnswer: status.INTERNAL },
  "is applied, its answer lost (DEADLINE_EXCEEDED)": { loseAnswer: status.DEADLINE_EXCEEDED },
  "is aborted": { refuse: status.ABORTED },
  "never arrives": { refuse: status.INTERNAL },
};

/**
 * Runs a call and injects a fault into each of its commits. The gateway's commits are left alone, because the gateway
 * stands for an outside company.
 * @returns the call's answer or error, and the number of commits it sent.
 */
async function withFates(fateOf: (nth: number) => Fate, act: Scene["act"]) {
  let commits = 0;
  const watcher = ({ method, collections }: FirestoreRequest) =>
    method === "Commit" && !collections.has("simulatedCharges") ? fateOf(commits++) : "pass";
  const [ended] = await Promise.allSettled([watched(watcher, act)]);
  return { ended, commits };
}

/** Runs a call and injects a fault only into its n-th commit, counted from 0. */
const withFate = (fate: Fate, nth: number, act: Scene["act"]) =>
  withFates((index) => (index === nth ? fate : "pass"), act);

describe("a commit that is lost or whose answer is", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  for (const [name, begin] of Object.entries(scenes)) {
    for (const [what, fate] of Object.entries(fates)) {
      it(`${name} ends the same when one of its commits ${what}`, async () => {
        const undisturbed = await begin();
        const expected = await undisturbed.outcome(await undisturbed.act());
        const { commits } = await withFate("pass", -1, (await begin()).act);
        expect(commits).to.be.above(0);
        // Wait for all of them, even if one fails, because a call must not be under way when the database is closed.
        const worlds = await Promise.allSettled(
          Array.from({ length: commits }, async (_, nth) => {
            const scene = await begin();
            const { ended } = await withFate(fate, nth, scene.act);
            if (ended.status === "rejected") throw ended.reason;
            expect(await scene.outcome(ended.value)).to.equal(expected);
          }),
        );
        for (const world of worlds) if (world.status === "rejected") throw world.reason;
        await assertSound();
      });
    }
  }

  it("any call ends the same when all its tries were refused but the last, which was applied unanswered", async () => {
    const refused: Fate = { refuse: status.INTERNAL };
    const worlds = await Promise.allSettled(
      Object.entries(scenes).map(async ([name, begin]) => {
        const undisturbed = await begin();
        const expected = await undisturbed.outcome(await undisturbed.act());
        const { ended: gaveUp, commits } = await withFates(() => refused, (await begin()).act);
        expect(gaveUp.status, name).to.equal("rejected");

        const { act, outcome } = await begin();
        const fateOf = (nth: number): Fate => {
          if (nth === commits - 1) return { loseAnswer: status.INTERNAL };
          return nth < commits ? refused : "pass";
        };
        const { ended } = await withFates(fateOf, act);
        expect(ended.status, `${name}: ${String((ended as PromiseRejectedResult).reason)}`).to.equal(
          "fulfilled",
        );
        expect(await outcome((ended as PromiseFulfilledResult<unknown>).value), name).to.equal(expected);
      }),
    );
    for (const world of worlds) if (world.status === "rejected") throw world.reason;
    await assertSound();
  }).timeout(60_000); // every call waits longer after each try

  for (const [name, begin] of Object.entries(sweeps)) {
    for (const [what, fate] of Object.entries(fates)) {
      it(`a sweep ${name} ends the same, or the next one does, when one of its commits ${what}`, async () => {
        for (let nth = 0, commits = 1; nth < commits; nth++) {
          await clearDatabase();
          const { act, outcome } = await begin();
          ({ commits } = await withFate(fate, nth, act));
          await sweep();
          expect(await outcome(undefined)).to.be.oneOf(["EXPIRED", "confirmed"]);
          await assertSettled();
        }
      });
    }
  }

  it("a gateway whose answer is lost is asked, and charges once", async () => {
    const performanceId = await openPerformance();
    const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
    const loseCharge = ({ method, collections }: FirestoreRequest): Fate =>
      method === "Commit" && collections.has("simulatedCharges") ? { loseAnswer: status.INTERNAL } : "pass";
    const { status: outcome } = await watched(loseCharge, () => pay("ann", paymentIntentId));
    expect(outcome).to.equal("SUCCESS");
    expect([...(await readDatabase()).charges.keys()]).to.deep.equal([paymentIntentId]);
    await sweep();
    await assertSettled();
  });
});

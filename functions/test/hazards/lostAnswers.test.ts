import { randomUUID } from "node:crypto";
import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import {
  book,
  cancel,
  clearDatabase,
  DECLINED,
  deliver,
  endLease,
  expire,
  held,
  openPerformance,
  pay,
  runSweep,
} from "../support/world.js";
import { stateOf } from "../support/documents.js";
import { dieAfter, faultAt } from "../support/faults.js";
import { watched, type Fate, type FirestoreRequest } from "../support/transport.js";
import type { Place } from "../support/steps.js";
import { assertSettled, assertSound, readDatabase } from "../support/invariants.js";

/** A call on documents of its own, and how to find out its outcome. */
interface Scene {
  act(): Promise<unknown>;
  /** Returns the outcome in one word. It must not depend on lost answers. */
  outcome(answer: unknown): Promise<string>;
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
    await expire(paymentIntentId);
    return {
      act: () => book("bob", performanceId, ["A2", "A3"]),
      outcome: async (answer) => `${await answered(answer)}, the other ${await stateOf(bookingId)}`,
    };
  },
  async "executePayment that succeeds"() {
    const { paymentIntentId } = await held();
    return { act: () => pay("ann", paymentIntentId), outcome: answered };
  },
  async "executePayment that is declined"() {
    const { paymentIntentId } = await held();
    return { act: () => pay("ann", paymentIntentId, DECLINED), outcome: answered };
  },
  async cancelBooking() {
    const { bookingId } = await held();
    return { act: () => cancel("ann", bookingId), outcome: answered };
  },
  async "the trigger, on success"() {
    const { bookingId, paymentIntentId } = await held();
    await pay("ann", paymentIntentId);
    return { act: () => deliver(paymentIntentId), outcome: () => stateOf(bookingId) };
  },
  async "the trigger, on failure"() {
    const { bookingId, paymentIntentId } = await held();
    await pay("ann", paymentIntentId, DECLINED);
    return { act: () => deliver(paymentIntentId), outcome: () => stateOf(bookingId) };
  },
};

/**
 * Scenes that run alone, because a sweep reads the whole database. A sweep may fail, but the next one, a minute later,
 * must not.
 */
const sweeps: Record<string, () => Promise<Scene>> = {
  async "that expires"() {
    const { bookingId, paymentIntentId } = await held();
    await expire(paymentIntentId);
    return { act: runSweep, outcome: () => stateOf(bookingId) };
  },
  async "that settles"() {
    const { bookingId, paymentIntentId } = await held();
    await pay("ann", paymentIntentId);
    return { act: runSweep, outcome: () => stateOf(bookingId) };
  },
  async "that rolls a dead call's payment forward"() {
    const { bookingId, paymentIntentId } = await held();
    await dieAfter("charge", () => pay("ann", paymentIntentId));
    await endLease(paymentIntentId);
    return { act: runSweep, outcome: () => stateOf(bookingId) };
  },
};

/**
 * The faults injected into a commit. The service must recover from each of them by itself. Of these statuses, the SDK's
 * `commit()` would retry only UNAVAILABLE and ABORTED, but the service does not use it.
 */
const fates: Record<string, Fate> = {
  "is applied, its answer lost (UNAVAILABLE)": { loseAnswer: status.UNAVAILABLE },
  "is applied, its answer lost (INTERNAL)": { loseAnswer: status.INTERNAL },
  "is applied, its answer lost (DEADLINE_EXCEEDED)": { loseAnswer: status.DEADLINE_EXCEEDED },
  "is aborted": { refuse: status.ABORTED },
  "never arrives": { refuse: status.INTERNAL },
};

/**
 * Runs a call and injects faults into its commits. The gateway's commits are left alone, because the gateway stands for
 * an outside company.
 * @returns the call's answer or error, and the places of its commits.
 */
async function withFates(fateOf: (place: Place) => Fate, act: Scene["act"]) {
  const commits: Place[] = [];
  const watcher = ({ isCommit, step, place }: FirestoreRequest) => {
    if (!isCommit || step === "charge") return "pass";
    commits.push(place);
    return fateOf(place);
  };
  const [ended] = await Promise.allSettled([watched(watcher, act)]);
  return { ended, commits };
}

/** Returns the places of a call's commits when no fault is injected. */
const commitsOf = async (act: Scene["act"]) => (await withFates(() => "pass", act)).commits;

/** Runs a call and injects a fault into one commit only. */
const withFate = (fate: Fate, at: Place, act: Scene["act"]) =>
  withFates((place) => (place === at ? fate : "pass"), act);

describe("a commit that is lost or whose answer is", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  for (const [name, begin] of Object.entries(scenes)) {
    for (const [what, fate] of Object.entries(fates)) {
      it(`${name} ends the same when one of its commits ${what}`, async () => {
        const undisturbed = await begin();
        const expected = await undisturbed.outcome(await undisturbed.act());
        const commits = await commitsOf((await begin()).act);
        expect(commits).to.not.be.empty;
        // Wait for all of them, even if one fails, because a call must not be under way when the database is closed.
        const worlds = await Promise.allSettled(
          commits.map(async (place) => {
            const scene = await begin();
            const { ended } = await withFate(fate, place, scene.act);
            if (ended.status === "rejected") throw ended.reason;
            expect(await scene.outcome(ended.value), place).to.equal(expected);
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
        const fateOf = (place: Place): Fate => {
          if (place === commits.at(-1)) return { loseAnswer: status.INTERNAL };
          return commits.includes(place) ? refused : "pass";
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
        const commits = await commitsOf((await begin()).act);
        expect(commits).to.not.be.empty;
        for (const place of commits) {
          await clearDatabase();
          const { act, outcome } = await begin();
          await withFate(fate, place, act);
          await runSweep();
          expect(await outcome(undefined), place).to.be.oneOf(["EXPIRED", "confirmed"]);
          await assertSettled();
        }
      });
    }
  }

  it("a gateway whose answer is lost is asked, and charges once", async () => {
    const performanceId = await openPerformance();
    const { paymentIntentId } = await book("ann", performanceId, ["A1"]);
    const loseAnswer = faultAt("charge", { loseAnswer: status.INTERNAL });
    const { status: outcome } = await watched(loseAnswer, () => pay("ann", paymentIntentId));
    expect(outcome).to.equal("SUCCESS");
    expect([...(await readDatabase()).charges.keys()]).to.deep.equal([paymentIntentId]);
    await runSweep();
    await assertSettled();
  });
});

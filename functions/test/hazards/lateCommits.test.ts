import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { reviewIdOf } from "../../src/payments/domain/review.js";
import { newAction } from "../../src/payments/store/operatorActions.js";
import { payByHand } from "../../src/payments/store/payByHand.js";
import { performances } from "../../src/performances/collection.js";
import { assertSound } from "../support/invariants.js";
import { bought, cancel as giveBack, promised, sweepRefunds } from "../support/refunds.js";
import { tell, type Told } from "../support/told.js";
import { type Fate, type FirestoreRequest, watched } from "../support/transport.js";
import { book, cancel, clearDatabase, expire, held, openPerformance, pay } from "../support/world.js";

/** A call, and how it comes to refuse what one of its commits still does when it arrives. */
interface Scene {
  act(): Promise<unknown>;
  /** Which of the call's commits arrives late, from 1. */
  late?: number;
  /** Happens between the late commit, to which the call gets an error, and the call's next attempt. */
  meanwhile(): Promise<unknown>;
  /** Happens after the call has answered and before the commit arrives. */
  afterwards?(): Promise<unknown>;
  /** What the call tells if that commit lost a race instead. */
  wouldTell: string;
  /** What the call tells if it is repeated once the commit has arrived. */
  thenTells: string;
  isGatewayDown?: boolean;
}

/** Moves the end of a lock near. Returns a function that waits until the lock has ended. */
async function endSoon(paymentIntentId: string): Promise<() => Promise<void>> {
  await expire(paymentIntentId, 2_000);
  return () => setTimeout(2_100);
}

/** Lets another user take and give back the only seat that Ann wants. */
function rivalry(performanceId: string): Pick<Scene, "act" | "meanwhile" | "afterwards"> {
  const requestId = randomUUID();
  let bookingId = "";
  return {
    act: () => book("ann", performanceId, ["B1"], { requestId }),
    meanwhile: async () => ({ bookingId } = await book("bob", performanceId, ["B1"])),
    afterwards: () => cancel("bob", bookingId),
  };
}

const scenes: Record<string, () => Promise<Scene>> = {
  async "cancelBooking of a lock that ends"() {
    const { bookingId, paymentIntentId } = await held();
    const meanwhile = await endSoon(paymentIntentId);
    const act = () => cancel("ann", bookingId);
    return { act, meanwhile, wouldTell: "BOOKING_EXPIRED", thenTells: "cancelled" };
  },
  async "cancelBooking of a paid booking whose performance is moved"() {
    const { bookingId, performanceId } = await bought(["A1"]);
    const act = () => giveBack(bookingId, { expectedRefund: 105_000 });
    const meanwhile = () =>
      performances
        .doc(performanceId)
        .update({ startsAt: Timestamp.fromMillis(Date.now() + 90 * 86_400_000) });
    return { act, meanwhile, wouldTell: "REFUND_CHANGED", thenTells: "cancelled" };
  },
  async "createBooking of a seat that another user takes and gives back"() {
    const rivals = rivalry(await openPerformance());
    return { ...rivals, wouldTell: "SEAT_TAKEN", thenTells: "pending" };
  },
  async "a user's second createBooking, of a seat that another user takes and gives back"() {
    const { performanceId } = await held(["A1"]);
    // The first commit fails, because the user's ticket count exists.
    return { ...rivalry(performanceId), late: 2, wouldTell: "SEAT_TAKEN", thenTells: "pending" };
  },
  async "executePayment of a lock that ends"() {
    const { paymentIntentId } = await held();
    const meanwhile = await endSoon(paymentIntentId);
    const act = () => pay("ann", paymentIntentId);
    return { act, meanwhile, wouldTell: "BOOKING_EXPIRED", thenTells: "PAYMENT_IN_PROGRESS" };
  },
  async "an operator's paying by hand, while the gateway goes down"() {
    const { refundId } = await promised("tok_refund_fails");
    await sweepRefunds();
    const subject = reviewIdOf("REFUND_REFUSED", refundId());
    const action = newAction({ account: "ann", command: "paid by hand", subject, note: "" });
    const act = async () => ({ status: await payByHand(action) });
    const meanwhile = () => Promise.resolve();
    return { act, meanwhile, isGatewayDown: true, wouldTell: "no answer", thenTells: "not open" };
  },
};

/** Runs a scene's call, and lets its late commit fail in this way. Returns what the call told. */
function withFate({ act, late = 1, meanwhile, isGatewayDown = false }: Scene, fate: Fate): Promise<Told> {
  let commits = 0;
  const watcher = async ({ isCommit, collections }: FirestoreRequest): Promise<Fate> => {
    if (isGatewayDown && commits >= late && collections.has("simulatedRefunds"))
      return { refuse: status.PERMISSION_DENIED };
    if (!isCommit || ++commits !== late) return "pass";
    await meanwhile();
    return fate;
  };
  return tell(watched(watcher, act));
}

describe("a commit that arrives after its call has answered", () => {
  before(clearDatabase);
  after(clearDatabase);

  for (const [name, begin] of Object.entries(scenes)) {
    it(`was not denied by the call, and the same call then finds it: ${name}`, async () => {
      const scene = await begin();
      let [send, carriedOut] = [() => {}, (_code: status) => {}];
      const until = new Promise<void>((resolve) => (send = resolve));
      const outcome = new Promise<status>((resolve) => (carriedOut = resolve));
      const told = await withFate(scene, { late: status.UNAVAILABLE, until, carriedOut });
      expect(told).to.match(/^(PAYMENT_)?OUTCOME_UNKNOWN$/);
      await scene.afterwards?.();
      send();
      expect(await outcome, "the late commit").to.equal(status.OK);
      expect(await tell(scene.act())).to.equal(scene.thenTells);
      await assertSound();
    });

    it(`is denied by the call if it lost a race: ${name}`, async () => {
      const scene = await begin();
      expect(await withFate(scene, { refuse: status.ABORTED })).to.equal(scene.wouldTell);
      await assertSound();
    });
  }
});

import { setTimeout } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { charge, close } from "../../src/payments/gateways/charge.js";
import type { PaymentGateway } from "../../src/payments/gateways/gateway.js";
import type { Outcome } from "../../src/payments/domain/paymentIntent.js";
import { withDeadline } from "../../src/shared/deadline.js";
import { commitOnce } from "../../src/firestore/commit.js";
import {
  book,
  clearDatabase,
  endLease,
  held,
  openPerformance,
  pay,
  refusal,
  runSweep,
  UNANSWERED,
} from "../support/world.js";
import { stateOf } from "../support/documents.js";
import { changesNothing, refused } from "../support/unchanged.js";
import { faultAt } from "../support/faults.js";
import { watched, type Fate, type FirestoreRequest } from "../support/transport.js";
import { tell } from "../support/told.js";
import type { Step } from "../support/steps.js";
import { assertSettled, assertSound, readDatabase } from "../support/invariants.js";
import { db } from "../../src/firestore/database.js";
import { paymentIntents } from "../../src/payments/store/collections.js";

/** Runs a call with a deadline in so many milliseconds. Returns what it told its caller. */
const toldWithin = (milliseconds: number, call: () => Promise<unknown>) =>
  tell(withDeadline(milliseconds, call));

/** Makes a watcher that injects a fault into each request of one step, and counts these requests. */
function counting(step: Step, fate: Fate) {
  let count = 0;
  const watcher = (request: FirestoreRequest): Fate => {
    if (request.step !== step) return "pass";
    count++;
    return fate;
  };
  return { watcher, count: () => count };
}

describe("a call with little time", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  for (const [name, code] of Object.entries({ ABORTED: status.ABORTED, UNAVAILABLE: status.UNAVAILABLE })) {
    it(`sends each commit once where the database answers ${name}: the SDK repeats nothing by itself`, async () => {
      const { watcher, count } = counting("write bookings", { refuse: code });
      const batch = db.batch().create(db.doc("bookings/bk_once"), {});
      const failure: unknown = await watched(watcher, () => commitOnce(batch)).catch(
        (error: unknown) => error,
      );
      expect(failure).to.include({ code });
      expect(count()).to.equal(1);
    });
  }

  it("is told to try again where the database keeps answering ABORTED, after six tries and no more", async () => {
    const performanceId = await openPerformance();
    const { watcher, count } = counting("lock", { refuse: status.ABORTED });
    const { details } = await watched(watcher, () => refused(() => book("ann", performanceId, ["A1"])));
    expect(details.reason).to.equal("CONTENDED");
    expect(count(), "the create and six tries").to.equal(7);
  });

  it("answers in time where a commit hangs, and says that nobody knows; its request may be repeated", async () => {
    const performanceId = await openPerformance();
    const requestId = "5f0c1f6e-6f5b-4b7c-9f44-0d5b2c1a7e11";
    const told = await watched(faultAt("lock", "stop"), () =>
      toldWithin(2_300, () => book("ann", performanceId, ["A1"], { requestId })),
    );
    expect(told).to.equal("OUTCOME_UNKNOWN");
    expect((await book("ann", performanceId, ["A1"], { requestId })).status).to.equal("pending");
  });

  it("answers in time where a reading hangs: nothing was written, so it may be tried again", async () => {
    const performanceId = await openPerformance();
    const hanging = faultAt("read performances", "stop");
    const told = await changesNothing(() =>
      watched(hanging, () => toldWithin(50, () => book("ann", performanceId, ["A1"]))),
    );
    expect(told).to.equal("CONTENDED");
  });

  it("sends no commit once there is no time to find out what became of it", async () => {
    const performanceId = await openPerformance();
    await book("earlier", performanceId, ["C1"]);
    const { watcher, count } = counting("lock", "pass");
    const told = await watched(watcher, () => toldWithin(1_500, () => book("ann", performanceId, ["A1"])));
    expect(told).to.equal("CONTENDED");
    expect(count()).to.equal(0);
  });

  it("says that a payment is unknown where its claim hangs", async () => {
    const { paymentIntentId } = await held(["A1"]);
    const told = await watched(faultAt("claim", "stop"), () =>
      toldWithin(2_300, () => pay("ann", paymentIntentId)),
    );
    expect(told).to.equal("PAYMENT_OUTCOME_UNKNOWN");
  });

  it("charges nothing with less than ten seconds left: the gateway is asked, and its claim given back", async () => {
    const { paymentIntentId } = await held(["A1"]);
    expect(await toldWithin(9_900, () => pay("ann", paymentIntentId))).to.equal("PAYMENT_OUTCOME_UNKNOWN");
    const { charges, intents } = await readDatabase();
    expect(charges.size).to.equal(0);
    expect(intents.get(paymentIntentId)).to.include({ status: "PROCESSING", attempt: null });
    await runSweep();
    await runSweep();
    await assertSettled();
  });

  it("that no longer waits for its charge keeps a later call from saying that nothing was charged", async () => {
    const { bookingId, paymentIntentId } = await held(["A1"]);
    let arrive = () => {};
    const arrives = new Promise<void>((resolve) => (arrive = resolve));
    const slow = async ({ step }: FirestoreRequest): Promise<Fate> => {
      if (step === "charge") await arrives;
      return "pass";
    };
    const first = await watched(slow, () => toldWithin(10_300, () => pay("ann", paymentIntentId)));
    expect(first).to.equal("PAYMENT_OUTCOME_UNKNOWN");
    expect(await tell(pay("ann", paymentIntentId, UNANSWERED))).to.equal("PAYMENT_OUTCOME_UNKNOWN");
    arrive();
    while ((await readDatabase()).charges.size === 0) await setTimeout(20);
    await runSweep();
    expect(await stateOf(bookingId)).to.equal("confirmed");
    await assertSettled();
  });

  describe("where the outcome of a charge cannot be recorded", () => {
    for (const [name, fate] of Object.entries<Fate>({
      ABORTED: { refuse: status.ABORTED },
      "a missing permission": { refuse: status.PERMISSION_DENIED },
    })) {
      it(`is told that it is unknown, never to try again, and is due at once: ${name}`, async () => {
        const { bookingId, paymentIntentId } = await held(["A1"]);
        const unrecorded = faultAt("record", fate);
        const { code, details } = await watched(unrecorded, () => refusal(pay("ann", paymentIntentId)));
        expect(code).to.equal("unavailable");
        expect(details.reason).to.equal("PAYMENT_OUTCOME_UNKNOWN");
        const intent = (await paymentIntents.doc(paymentIntentId).get()).data()!;
        expect(intent).to.include({ status: "PROCESSING", attempt: null });
        expect(intent.dueAt).to.be.at.most(new Date());
        await assertSound();
        await runSweep();
        await assertSettled();
        expect(await stateOf(bookingId)).to.equal("confirmed");
      });
    }

    it("leaves it to the lease where the claim cannot be given back either", async () => {
      const { paymentIntentId } = await held(["A1"]);
      const unwritten = ({ step }: FirestoreRequest): Fate =>
        step === "record" || step === "give back" ? { refuse: status.ABORTED } : "pass";
      const { details } = await watched(unwritten, () => refusal(pay("ann", paymentIntentId)));
      expect(details.reason).to.equal("PAYMENT_OUTCOME_UNKNOWN");
      await endLease(paymentIntentId);
      await runSweep();
      await assertSettled();
    });
  });

  describe("at a gateway", () => {
    const outcome: Outcome = {
      status: "SUCCESS",
      failure: null,
      gateway: { provider: "test", reference: "a" },
    };
    const never = () => new Promise<never>(() => undefined);
    const request = {
      idempotencyKey: "pi_a",
      amount: 1,
      currency: "KRW",
      paymentMethodToken: "tok_a",
      cvv: "121",
    };
    const gateway = (calls: Partial<PaymentGateway>): PaymentGateway => ({
      provider: "test",
      charge: never,
      find: never,
      close: never,
      look: never,
      refund: never,
      ...calls,
    });

    it("that hangs believes the outcome that it finds", async () => {
      const found = await withDeadline(10_050, () =>
        inSeconds(4, () =>
          charge(gateway({ find: () => Promise.resolve(outcome) }), request, { isAlone: true }),
        ),
      );
      expect(found).to.equal(outcome);
    });

    it("that hangs does not believe that nothing was charged: the charge may be under way", async () => {
      const told = await toldWithin(10_050, () =>
        inSeconds(4, () =>
          charge(gateway({ find: () => Promise.resolve(null) }), request, { isAlone: true }),
        ),
      );
      expect(told).to.equal("PAYMENT_OUTCOME_UNKNOWN");
    });

    it("that hangs is not waited for when a payment is closed, nor asked where no time is left", async () => {
      expect(await toldWithin(4_050, () => close(gateway({}), "pi_a"))).to.equal("PAYMENT_OUTCOME_UNKNOWN");
      const asked = gateway({ close: () => Promise.reject(new Error("was asked")) });
      expect(await toldWithin(3_900, () => close(asked, "pi_a"))).to.equal("PAYMENT_OUTCOME_UNKNOWN");
    });
  });
});

/** Runs a function. When it first waits, the monotonic clock moves forward by so many seconds. */
async function inSeconds<T>(seconds: number, run: () => Promise<T>): Promise<T> {
  const { now } = performance;
  const running = run();
  performance.now = () => now.call(performance) + seconds * 1_000;
  try {
    return await running;
  } finally {
    performance.now = now;
  }
}

import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { dieAfter, withFault } from "../support/faults.js";
import { everyInterleaving } from "../support/interleavings.js";
import { assertSettled, assertSound, readDatabase } from "../support/invariants.js";
import {
  atGateway,
  bought,
  cancel,
  letPass,
  paid,
  promised,
  sweepRefunds,
  type Bought,
} from "../support/refunds.js";
import { tell, type Told } from "../support/told.js";
import type { Fate } from "../support/transport.js";
import { clearDatabase, eventOf, runSweep } from "../support/world.js";

/** Longer than a lease, and than the longest pause between two attempts or looks, which is six hours. */
const PAUSE_MS = 7 * 3_600_000;

/** Lets the lease or the pause of every unfinished refund expire, and runs the sweep of refunds. */
async function recover(): Promise<void> {
  for (const [refundId, { status: state }] of (await readDatabase()).refunds) {
    if (state !== "DONE") await letPass(refundId, PAUSE_MS);
  }
  await sweepRefunds();
}

/** Lets all work be done. Checks that all records agree, all refunds are done and exactly `amounts` were paid back. */
async function endsWith({ paymentIntentId }: Bought, amounts: number[]): Promise<void> {
  await assertSound();
  for (let times = 0; times < 2; times++) {
    await runSweep();
    await recover();
  }
  await runSweep();
  await assertSettled();
  const paidBack = (await atGateway(paymentIntentId)).map((told) => Number(told.split(" ").at(-1)));
  expect(paidBack.sort()).to.deep.equal(amounts.sort());
  for (const { status: state } of (await readDatabase()).refunds.values()) expect(state).to.equal("DONE");
}

const fates: Record<string, Fate> = {
  "is applied, its answer lost": { loseAnswer: status.UNAVAILABLE },
  "is aborted": { refuse: status.ABORTED },
  "never arrives": { refuse: status.INTERNAL },
};

/** What a call told its caller. It is "done" for a success, whether the booking is cancelled or keeps some seats. */
const told = (ending: Told) => (["cancelled", "confirmed"].includes(ending) ? "done" : ending);

describe("refunds", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  describe("of two cancellations at once, in every order", () => {
    const whole = { expectedRefund: 210_000 };
    const first = { seatIds: ["A1"], expectedRefund: 105_000 };
    const second = { seatIds: ["A2"], expectedRefund: 105_000 };
    const cases: Record<string, { wishes: [object, object]; endings: Record<string, number[]> }> = {
      "the whole and the whole": {
        wishes: [whole, whole],
        endings: { "done, done": [210_000] },
      },
      "the whole and a seat": {
        wishes: [whole, first],
        endings: { "done, done": [210_000], "REFUND_CHANGED, done": [105_000] },
      },
      "a seat and the other": {
        wishes: [first, second],
        endings: { "done, done": [105_000, 105_000] },
      },
      "a seat and the same": {
        wishes: [first, first],
        endings: { "done, done": [105_000] },
      },
      "two seats by name, one of them also alone": {
        wishes: [{ seatIds: ["A1", "A2"], expectedRefund: 210_000 }, second],
        endings: { "done, done": [210_000], "SEAT_NOT_FOUND, done": [105_000] },
      },
    };
    for (const [what, { wishes, endings }] of Object.entries(cases)) {
      it(`${what}: each seat is paid back once`, async function () {
        this.timeout(300_000);
        const seen = new Set<string>();
        await everyInterleaving(async () => {
          await clearDatabase();
          const made = await bought(["A1", "A2"]);
          return {
            calls: {
              one: () => cancel(made.bookingId, wishes[0]),
              other: () => cancel(made.bookingId, wishes[1]),
            },
            async check({ one, other }) {
              const ending = `${told(one!)}, ${told(other!)}`;
              seen.add(ending);
              expect(endings).to.have.property(ending);
              await endsWith(made, [...endings[ending]!]);
            },
          };
        });
        expect([...seen].sort()).to.deep.equal(Object.keys(endings).sort());
      });
    }
  });

  it("of twenty cancellations at once are one, and all are answered alike", async () => {
    const made = await bought(["A1", "A2"]);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => cancel(made.bookingId, { expectedRefund: 210_000 })),
    );
    for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
    await endsWith(made, [210_000]);
  });

  it("of twenty cancellations at once of ten seats, each twice, are ten", async () => {
    const seatIds = Array.from({ length: 10 }, (_, index) => `A${index + 1}`);
    const made = await bought(seatIds);
    const ended = await Promise.all(
      [...seatIds, ...seatIds].map((seatId) =>
        tell(cancel(made.bookingId, { seatIds: [seatId], expectedRefund: 105_000 })),
      ),
    );
    for (const one of ended) expect(told(one)).to.be.oneOf(["done", "CONTENDED"]);
    const { refunds } = await readDatabase();
    await endsWith(
      made,
      [...refunds.values()].map(({ amount }) => amount),
    );
    for (const seatId of seatIds)
      await cancel(made.bookingId, { seatIds: [seatId], expectedRefund: 105_000 });
    await endsWith(made, Array<number>(10).fill(105_000));
  }).timeout(60_000);

  it("of a cancellation that meets the late event of the payment, in every order, are one", async function () {
    this.timeout(300_000);
    await everyInterleaving(async () => {
      await clearDatabase();
      const made = await paid(["A1", "A2"]);
      const event = await eventOf(made.paymentIntentId);
      return {
        calls: { cancel: () => cancel(made.bookingId, { expectedRefund: 210_000 }), event },
        async check({ cancel: cancelled, event: delivered }) {
          expect([told(cancelled!), told(delivered!)]).to.deep.equal(["done", "done"]);
          await endsWith(made, [210_000]);
        },
      };
    });
  });

  for (const [what, token] of [
    ["is done", "tok_visa"],
    ["is done and its answer lost", "tok_refund_timeout"],
  ] as const) {
    for (const isFirst of [true, false]) {
      it(`that two sweeps find ${isFirst ? "for the first time" : "again"}, in every order, and that ${what}, are sent once`, async function () {
        this.timeout(300_000);
        await everyInterleaving(async () => {
          await clearDatabase();
          const made = await promised(token);
          if (!isFirst) {
            await dieAfter(token === "tok_visa" ? "claim refund" : "send refund", sweepRefunds);
            await letPass(made.refundId(), PAUSE_MS);
          }
          return {
            calls: { one: sweepRefunds, other: sweepRefunds },
            async check() {
              await endsWith(made, [105_000]);
            },
          };
        });
      });
    }
  }

  describe("of a cancellation that", () => {
    const act = ({ bookingId }: Bought) => cancel(bookingId, { expectedRefund: 210_000 });
    for (const [place, amounts] of [
      ["begin", []],
      ["read bookings+paymentIntents", []],
      ["read performances", []],
      ["promise refund", [210_000]],
    ] as const) {
      it(`dies after "${place}" are promised with the seats or not at all`, async () => {
        const made = await bought(["A1", "A2"]);
        await dieAfter(place, () => act(made));
        await endsWith(made, [...amounts]);
        expect(await act(made)).to.include({ status: "cancelled" });
        await endsWith(made, [210_000]);
      });
    }

    for (const [what, fate] of Object.entries(fates)) {
      it(`commits, which ${what}, are promised once`, async () => {
        const made = await bought(["A1", "A2"]);
        expect(await withFault(fate, "promise refund", () => act(made))).to.deep.include({
          status: "cancelled",
        });
        await endsWith(made, [210_000]);
      });
    }
  });

  describe("of a sweep that", () => {
    for (const token of ["tok_visa", "tok_refund_timeout", "tok_refund_pending"]) {
      for (const place of [
        "read refunds",
        "claim refund",
        "read simulatedCharges+simulatedRefunds",
        "send refund",
        "record refund",
      ] as const) {
        it(`dies after "${place}" with ${token} are sent once by the next`, async () => {
          const made = await promised(token);
          await dieAfter(place, sweepRefunds);
          await endsWith(made, [105_000]);
        });
      }

      for (const step of ["claim refund", "send refund", "record refund"] as const) {
        for (const [what, fate] of Object.entries(fates)) {
          it(`takes the step "${step}" with ${token}, which ${what}, are sent once`, async () => {
            const made = await promised(token);
            await withFault(fate, step, sweepRefunds);
            await endsWith(made, [105_000]);
          });
        }
      }
    }
  });
});

import { expect } from "chai";
import { LOCK_MS } from "../../../src/bookings/domain/booking.js";
import {
  advance,
  decideClaim,
  mayBeCharging,
  decideSweep,
  isDue,
  isFinished,
  isHeld,
  isLongUnknown,
  isPaidBack,
  LEASE_MS,
  nextLook,
  ownIntent,
  PaymentStatus,
  transitions,
  type PaymentIntent,
} from "../../../src/payments/domain/paymentIntent.js";
import { aPurchase, at, NOW } from "../../support/purchases.js";
import { refusesWith } from "../../support/refusals.js";

const anIntent = (overrides: Partial<PaymentIntent> = {}) => aPurchase({ intent: overrides }).intent;

describe("a payment intent", () => {
  describe("moves", () => {
    // The diagram is written again on purpose, independent of `transitions`.
    const moves = new Set([
      "PENDING → PROCESSING",
      "PENDING → SUCCESS",
      "PENDING → CANCELLED",
      "PROCESSING → PROCESSING",
      "PROCESSING → SUCCESS",
      "PROCESSING → FAILURE",
    ]);
    it("along the diagram, and nowhere else", () => {
      const there = Object.entries(transitions).flatMap(([from, all]) => all.map((to) => `${from} → ${to}`));
      expect(there).to.have.members([...moves]);
    });

    for (const from of PaymentStatus.options) {
      for (const to of PaymentStatus.options) {
        const move = `${from} → ${to}`;
        if (moves.has(move)) {
          it(`${move}`, () => expect(advance(anIntent({ status: from }), to)).to.equal(to));
        } else {
          it(`never ${move}`, () => expect(() => advance(anIntent({ status: from }), to)).to.throw(from));
        }
      }
    }
  });

  describe("claimed by an attempt", () => {
    const mine = { id: "mine", number: 1 };
    const other = { id: "other", number: 1 };
    const inTime = at(LOCK_MS - 1);
    const late = at(LOCK_MS);
    type Decided = ReturnType<typeof decideClaim> | "BOOKING_EXPIRED" | "PAYMENT_IN_PROGRESS";
    const cases: [PaymentStatus, PaymentIntent["attempt"], Decided, Decided][] = [
      // status, attempt, decision before the lock and the lease end, decision after
      ["PENDING", null, "claim", "BOOKING_EXPIRED"],
      ["PROCESSING", null, "claim", "close"],
      ["PROCESSING", mine, "claimed", "claimed"],
      ["PROCESSING", other, "PAYMENT_IN_PROGRESS", "close"],
      ["SUCCESS", other, "finished", "finished"],
      ["FAILURE", other, "finished", "finished"],
      ["CANCELLED", null, "cancelled", "cancelled"],
    ];
    for (const [status, attempt, ...decisions] of cases) {
      for (const [index, expected] of decisions.entries()) {
        const by = attempt === null ? "" : ` by ${attempt.id === "mine" ? "itself" : "another"}`;
        it(`${status}${by}, ${index === 0 ? "in time" : "its time up"}: ${expected}`, () => {
          const decide = () =>
            decideClaim(anIntent({ status, attempt }), "mine", index === 0 ? inTime : late);
          if (expected === "BOOKING_EXPIRED" || expected === "PAYMENT_IN_PROGRESS") {
            refusesWith(expected, decide);
          } else {
            expect(decide()).to.equal(expected);
          }
        });
      }
    }

    it("PROCESSING by another whose lease is over, in time: claim; its time up, while a lease runs: not", () => {
      const dead = anIntent({ status: "PROCESSING", attempt: other, dueAt: at(60_000) });
      expect(decideClaim(dead, "mine", at(60_000))).to.equal("claim");
      const running = { ...dead, dueAt: at(LOCK_MS + 1) };
      refusesWith("PAYMENT_IN_PROGRESS", () => decideClaim(running, "mine", late));
    });

    it("may meet an earlier attempt's charge, unless none began or it was given back until the end of the lock", () => {
      const payBy = at(LOCK_MS);
      const given = (status: PaymentStatus, attempt: PaymentIntent["attempt"], dueAt: Date) =>
        mayBeCharging(anIntent({ status, attempt, payBy, dueAt }));
      expect(given("PENDING", null, payBy)).to.be.false;
      expect(given("PROCESSING", null, payBy)).to.be.false;
      expect(given("PROCESSING", null, at(1_000))).to.be.true;
      expect(given("PROCESSING", other, at(60_000))).to.be.true;
      expect(given("PROCESSING", other, payBy)).to.be.true;
    });

    it("with nothing to charge is finished at once, in time", () => {
      expect(decideClaim(anIntent({ amount: 0 }), "mine", inTime)).to.equal("finish");
      refusesWith("BOOKING_EXPIRED", () => decideClaim(anIntent({ amount: 0 }), "mine", late));
    });

    it("goes by the end of the lock, whenever the sweep looks at it", () => {
      const swept = { status: "PROCESSING", attempt: null, dueAt: at(0) } as const;
      expect(decideClaim(anIntent(swept), "mine", inTime)).to.equal("claim");
      expect(decideClaim(anIntent({ ...swept, dueAt: at(1e9) }), "mine", late)).to.equal("close");
    });

    it("covers every status", () => {
      expect(new Set(cases.map(([status]) => status))).to.deep.equal(new Set(PaymentStatus.options));
    });
  });

  describe("swept when its time is up", () => {
    const decided: Record<PaymentStatus, ReturnType<typeof decideSweep>> = {
      PENDING: "expire",
      PROCESSING: "ask the gateway",
      SUCCESS: "settle",
      FAILURE: "settle",
      CANCELLED: "leave",
    };
    for (const status of PaymentStatus.options) {
      it(`${status}: ${decided[status]}, and not a moment before`, () => {
        expect(decideSweep(anIntent({ status }), at(LOCK_MS))).to.equal(decided[status]);
        expect(decideSweep(anIntent({ status }), at(LOCK_MS - 1))).to.equal("leave");
        expect(decideSweep(anIntent({ status, dueAt: null }), at(1e12))).to.equal("leave");
      });
    }
  });

  it("is settled like a success where it was closed and a late charge can still come, and else left", () => {
    const cancelled = anIntent({ status: "CANCELLED" });
    expect(decideSweep({ ...cancelled, closedAt: NOW }, at(LOCK_MS))).to.equal("settle");
    expect(decideSweep({ ...cancelled, closedAt: null }, at(LOCK_MS))).to.equal("leave");
  });

  describe("that was closed without a charge is looked at", () => {
    const MINUTE = 60_000;
    const DAY = 24 * 60 * MINUTE;
    const cases: [due: number, look: number | null][] = [
      [0, 10 * MINUTE],
      [10 * MINUTE - 1, 10 * MINUTE],
      [10 * MINUTE, DAY],
      [DAY - 1, DAY],
      [DAY, null],
    ];
    for (const [due, look] of cases) {
      it(`${look === null ? "no more" : `${look / MINUTE} minutes after it`}, if it was due ${due} ms after it`, () => {
        const next = nextLook(anIntent({ closedAt: NOW, dueAt: at(due) }), at(2 * DAY));
        expect(next).to.deep.equal(look === null ? null : at(look));
      });
    }
    it("at the next time from now, if another sweep has put it down already", () => {
      const put = anIntent({ closedAt: NOW, dueAt: at(10 * MINUTE) });
      expect(nextLook(put, at(1_000))).to.deep.equal(at(10 * MINUTE));
    });
    it("never where it was not closed", () => expect(nextLook(anIntent({ dueAt: NOW }), NOW)).to.be.null);
    it("never where it is off the list", () =>
      expect(nextLook(anIntent({ closedAt: NOW, dueAt: null }), NOW)).to.be.null);
  });

  it("is for a person to look at once its lock ended an hour ago", () => {
    const anHour = LOCK_MS + 3_600_000;
    expect(isLongUnknown(anIntent(), at(anHour - 1))).to.be.false;
    expect(isLongUnknown(anIntent(), at(anHour))).to.be.true;
  });

  it("is paid back once the whole amount was promised, and never where there was nothing to pay", () => {
    const cases: [amount: number, refunded: number, isAll: boolean][] = [
      [300_000, 0, false],
      [300_000, 299_999, false],
      [300_000, 300_000, true],
      [0, 0, false],
    ];
    for (const [amount, refunded, isAll] of cases) {
      expect(isPaidBack(anIntent({ amount, refunded })), `${refunded} of ${amount}`).to.equal(isAll);
    }
  });

  it("is due from the moment its time is up, and never without a time", () => {
    expect(isDue(anIntent(), at(LOCK_MS - 1))).to.be.false;
    expect(isDue(anIntent(), at(LOCK_MS))).to.be.true;
    expect(isDue(anIntent({ dueAt: null }), at(1e12))).to.be.false;
  });

  it("is finished once it succeeded or failed, and not where it was cancelled", () => {
    const finished = PaymentStatus.options.filter((status) => isFinished(anIntent({ status })));
    expect(finished).to.deep.equal(["SUCCESS", "FAILURE"]);
  });

  it("is its user's alone, and to others as if it were not there", () => {
    const intent = anIntent();
    expect(ownIntent(intent, "ann")).to.equal(intent);
    refusesWith("PAYMENT_INTENT_NOT_FOUND", () => ownIntent(intent, "ben"));
    refusesWith("PAYMENT_INTENT_NOT_FOUND", () => ownIntent(undefined, "ben"));
  });

  it("is held by a call while its lease runs, and by nobody where no call has claimed it", () => {
    const attempt = { id: "other", number: 1 };
    expect(isHeld(anIntent({ attempt }), at(LOCK_MS - 1))).to.be.true;
    expect(isHeld(anIntent({ attempt }), at(LOCK_MS))).to.be.false;
    expect(isHeld(anIntent(), at(LOCK_MS - 1))).to.be.false;
  });

  it("is leased for longer than a call can last", () => expect(LEASE_MS).to.be.greaterThan(60_000));
});

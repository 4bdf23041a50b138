import { expect } from "chai";
import fc from "fast-check";
import { holdsCardNumber } from "../../src/request/cardNumbers.js";
import {
  bookingIdOf,
  Id,
  newAttemptId,
  paymentIntentIdOf,
  purchaseIds,
  refundIdOf,
  refundNumberOf,
  RequestId,
  seatKey,
  ticketCountKey,
  UserId,
} from "../../src/shared/ids.js";

const userId = fc.string({ minLength: 1, maxLength: 128, unit: "binary" });
const requestId = fc.uuid();
const performanceId = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const seatId = fc.stringMatching(/^[A-Za-z0-9-]{1,16}$/);

describe("ids", () => {
  describe("of a purchase", () => {
    it("follow from the request id and the user, and from nothing else", () => {
      fc.assert(
        fc.property(userId, requestId, (user, request) => {
          expect(purchaseIds(user, request)).to.deep.equal(purchaseIds(user, request));
        }),
      );
    });

    it("differ between users and between requests", () => {
      const request = fc.tuple(userId, requestId);
      fc.assert(
        fc.property(request, request, (one, other) => {
          fc.pre(one[0] !== other[0] || one[1] !== other[1]);
          expect(purchaseIds(...one).bookingId).to.not.equal(purchaseIds(...other).bookingId);
        }),
      );
    });

    it("do not confuse a user whose name ends where another's request begins", () => {
      expect(purchaseIds("ab", "c").bookingId).to.not.equal(purchaseIds("a", "bc").bookingId);
    });

    it("are new each time without a request id", () => {
      const made = new Set(Array.from({ length: 1_000 }, () => purchaseIds("ann", null).bookingId));
      expect(made.size).to.equal(1_000);
    });

    it("lead from the booking to its intent and back", () => {
      fc.assert(
        fc.property(userId, requestId, (user, request) => {
          const { bookingId, paymentIntentId } = purchaseIds(user, request);
          expect(paymentIntentIdOf(bookingId)).to.equal(paymentIntentId);
          expect(bookingIdOf(paymentIntentId)).to.equal(bookingId);
          expect(paymentIntentId).to.not.equal(bookingId);
        }),
      );
    });

    it("number the refunds of an intent", () => {
      for (const number of [0, 1, 2, 10]) {
        const refundId = refundIdOf("pi_abc", number);
        expect(refundId).to.equal(`rf_abc_${number}`);
        expect(refundNumberOf(refundId)).to.equal(number);
      }
      expect(refundNumberOf(refundIdOf("pi_a_1", 2))).to.equal(2);
    });

    it("turn at the beginning only: any other id is left as it is", () => {
      fc.assert(
        fc.property(performanceId, (id) => {
          fc.pre(!/^(bk|pi)_/.test(id));
          expect([paymentIntentIdOf(id), bookingIdOf(id)]).to.deep.equal([id, id]);
        }),
        { examples: [["a_bk_b"], ["a_pi_b"]] },
      );
    });

    it("can be sent back in a request, and never pass for a card number", () => {
      fc.assert(
        fc.property(userId, requestId, (user, request) => {
          for (const id of [...Object.values(purchaseIds(user, request)), newAttemptId()]) {
            expect(Id.safeParse(id).success).to.be.true;
            expect(id).to.not.match(/\d/);
            expect(holdsCardNumber(id)).to.be.false;
          }
        }),
      );
    });
  });

  describe("of a seat's document", () => {
    const seat = fc.tuple(performanceId, seatId);

    it("are the same for the same seat of the same performance, and for no other", () => {
      fc.assert(
        fc.property(seat, seat, (one, other) => {
          const same = one[0] === other[0] && one[1] === other[1];
          expect(seatKey(...one) === seatKey(...other)).to.equal(same);
        }),
      );
    });

    it("begin with letters that scatter a row over the key range", () => {
      const keys = Array.from({ length: 100 }, (_, index) => seatKey("perf_001", `A${index + 1}`));
      for (const key of keys) expect(key).to.match(/^[a-z]{4}_perf_001_A\d+$/);
      expect(new Set(keys.map((key) => key[0])).size).to.be.greaterThan(15);
      expect([...keys].sort()).to.not.deep.equal(keys);
    });
  });

  it("of a ticket count stand any character in a user id", () => {
    fc.assert(
      fc.property(performanceId, userId, userId, (performance, one, other) => {
        expect(ticketCountKey(performance, one)).to.match(/^[a-z]{32}$/);
        const same = ticketCountKey(performance, one) === ticketCountKey(performance, other);
        expect(same).to.equal(one === other);
      }),
    );
  });

  describe("that callers send", () => {
    for (const id of ["a", "perf_001", "A-b_9", "_", "__", "__a", "a__", "__a__b", "x".repeat(64)]) {
      it(`may be ${id.slice(0, 20)}`, () => expect(Id.safeParse(id).success).to.be.true);
    }
    const wrong = [
      "",
      "x".repeat(65),
      "a b",
      "a/b",
      "a.b",
      ".",
      "..",
      "a\n",
      "\u00e9",
      "__a__",
      "____",
      "__proto__",
    ];
    for (const id of wrong) {
      it(`may not be ${JSON.stringify(id.slice(0, 20))}`, () => expect(Id.safeParse(id).success).to.be.false);
    }
  });

  it("of requests are UUIDs, the same in either case", () => {
    const upper = "0F8FAD5B-D9CB-469F-A165-70867728950E";
    expect(RequestId.parse(upper)).to.equal(upper.toLowerCase());
    for (const wrong of ["", "1", "0f8fad5bd9cb469fa16570867728950e", `${upper}0`]) {
      expect(RequestId.safeParse(wrong).success, wrong).to.be.false;
    }
  });

  it("of users are as long as Firebase makes them: 1 to 128 characters", () => {
    for (const id of ["a", "x".repeat(128)]) expect(UserId.safeParse(id).success).to.be.true;
    for (const id of ["", "x".repeat(129)]) expect(UserId.safeParse(id).success).to.be.false;
  });
});

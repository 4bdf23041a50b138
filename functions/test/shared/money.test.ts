import { expect } from "chai";
import fc from "fast-check";
import { Amount, Currency, sum } from "../../src/shared/money.js";

describe("money", () => {
  it("adds up exactly, in any order", () => {
    const amounts = fc.array(fc.nat({ max: 1_000_000_000 }), { maxLength: 10 });
    fc.assert(
      fc.property(amounts, (some) => {
        const exact = some.reduce((total, amount) => total + BigInt(amount), 0n);
        expect(BigInt(sum(some))).to.equal(exact);
        expect(sum([...some].reverse())).to.equal(sum(some));
      }),
    );
  });

  it("adds nothing up to nothing", () => expect(sum([])).to.equal(0));

  it("adds up to the largest safe integer, and refuses to round one more", () => {
    expect(sum([Number.MAX_SAFE_INTEGER - 1, 1])).to.equal(Number.MAX_SAFE_INTEGER);
    expect(() => sum([Number.MAX_SAFE_INTEGER, 1])).to.throw(RangeError);
  });

  for (const amount of [0, 1, 150_000, Number.MAX_SAFE_INTEGER]) {
    it(`can be ${amount}`, () => expect(Amount.safeParse(amount).success).to.be.true);
  }
  for (const amount of [-1, 0.5, NaN, Infinity, Number.MAX_SAFE_INTEGER + 1, "1", null]) {
    it(`cannot be ${JSON.stringify(amount)} (${String(amount)})`, () =>
      expect(Amount.safeParse(amount).success).to.be.false);
  }

  it("is in a currency of three capitals", () => {
    for (const code of ["KRW", "USD"]) expect(Currency.safeParse(code).success, code).to.be.true;
    for (const code of ["", "krw", "KR", "KRWX", " KRW"]) {
      expect(Currency.safeParse(code).success, code).to.be.false;
    }
  });
});

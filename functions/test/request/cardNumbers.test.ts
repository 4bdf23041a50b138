import { expect } from "chai";
import fc from "fast-check";
import { holdsCardNumber } from "../../src/request/cardNumbers.js";

/** Test numbers of the card schemes, 13 to 19 digits long. */
const CARDS = {
  "a Visa of 13": "4222222222222",
  "a Visa of 16": "4111111111111111",
  "a Mastercard": "5555555555554444",
  "an American Express": "378282246310005",
  "a Diners Club": "30569309025904",
  "a Discover": "6011111111111117",
  "a JCB": "3530111333300000",
  "a UnionPay of 19": "6205500000000000004",
};

/** Appends a check digit, so that the number passes Luhn's check. */
function luhn(digits: string): string {
  return [..."0123456789"].map((check) => digits + check).find(holdsCardNumber) ?? "";
}

describe("a card number", () => {
  for (const [what, number] of Object.entries(CARDS)) {
    const grouped = (separator: string) => number.replace(/(\d{4})(?=\d)/g, `$1${separator}`);
    const forms = {
      bare: number,
      spaced: grouped(" "),
      hyphenated: grouped("-"),
      "embedded in words": `card ${number}, please`,
      "after an underscore": `tok_${number}x`,
      "before letters": `${number}abc`,
      "after letters": `tok${number}`,
      dotted: grouped("."),
      "parted by a blank and a hyphen": grouped(" -"),
      "on several lines": grouped("\n"),
      "after another number": `7 ${number}`,
      "before its expiry date": `${grouped(" ")} 12/29`,
      "before its expiry date and CVV": `${number}-12-29-123`,
    };
    for (const [form, text] of Object.entries(forms)) {
      it(`is seen: ${what}, ${form}`, () => expect(holdsCardNumber(text)).to.be.true);
    }
    it(`is not seen in ${what} with a wrong check digit`, () => {
      const wrong = number.slice(0, -1) + String((Number(number.at(-1)) + 1) % 10);
      expect(holdsCardNumber(wrong)).to.be.false;
    });
  }

  it("is seen whatever its digits: each 12 to 18 digits have one check digit", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12,18}$/), (digits) => {
        const completed = luhn(digits);
        expect(completed).to.have.length(digits.length + 1);
        const others = [..."0123456789"].map((check) => digits + check).filter((text) => text !== completed);
        expect(others.some(holdsCardNumber)).to.be.false;
      }),
    );
  });

  for (const [what, text] of Object.entries({
    nothing: "",
    words: "a ticket for row A, seat 12",
    "a short number": "411111111111",
    "a number between two letters, as the times in tokens of gateways": "tviva4111111111111111abcd",
    "a UUID, whatever its digits": "41111111-1111-4111-8111-111111111111",
    "a seat": "A1",
    "a CVV": "123",
    "a date and time": "2026-05-01T12:00:00.000Z",
    "numbers apart": "4111, 1111, 1111, 1111",
  })) {
    it(`is not ${what}`, () => expect(holdsCardNumber(text)).to.be.false);
  }

  it("is looked for in time that grows with the text, not faster", () => {
    const started = performance.now();
    for (const text of ["1 ".repeat(20_000), "1".repeat(200_000), "12-".repeat(20_000)])
      holdsCardNumber(text);
    expect(performance.now() - started).to.be.lessThan(500);
  });
});

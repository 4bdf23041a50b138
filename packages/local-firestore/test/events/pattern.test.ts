import { expect } from "chai";
import { compilePattern } from "../../src/events/pattern.js";

describe("a trigger's path pattern", () => {
  const cases: [pattern: string, path: string, matches: boolean][] = [
    ["bookings/{bookingId}", "bookings/b1", true],
    ["bookings/{bookingId}", "payments/b1", false],
    ["bookings/{bookingId}", "bookings/b1/notes/n1", false],
    ["bookings/b1", "bookings/b1", true],
    ["bookings/b1", "bookings/b2", false],
    ["bookings/*", "bookings/b1", true],
    ["bookings/{id=*}", "bookings/b1", true],
    ["{path=**}", "bookings/b1", true],
    ["{path=**}", "bookings/b1/notes/n1", true],
    ["bookings/{path=**}", "bookings/b1/notes/n1", true],
    ["bookings/{path=**}", "payments/b1", false],
    ["**/notes/{note}", "bookings/b1/notes/n1", true],
    ["**/notes/{note}", "notes/n1", true],
    ["**/notes/{note}", "bookings/b1/texts/n1", false],
    ["{a}/{b}/notes/{c}", "bookings/b1/notes/n1", true],
    ["bookings/b.1", "bookings/bx1", false],
    ["bookings/vip-*", "bookings/vip-7", true],
    ["bookings/vip-*", "bookings/seat-7", false],
    ["/bookings/{id}", "bookings/b1", true],
  ];
  for (const [pattern, path, matches] of cases) {
    it(`${pattern} ${matches ? "matches" : "does not match"} ${path}`, () => {
      expect(compilePattern(pattern)(path)).to.equal(matches);
    });
  }
});

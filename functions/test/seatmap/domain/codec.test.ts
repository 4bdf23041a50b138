import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { LOCK_MS } from "../../../src/bookings/domain/booking.js";
import { baseAt, decode, encode, STEP_MS, type Shown } from "../../../src/seatmap/domain/codec.js";

const NOW = Date.parse("2026-05-01T12:00:03.000Z");
const time = fc.integer({ min: NOW, max: NOW + 10 * LOCK_MS });
const lasting = fc.constantFrom<Shown>("free", "held", "sold", "gap");

/** A time of writing, and seats as they were then. */
const written = time.chain((now) =>
  fc.record({
    now: fc.constant(now),
    seats: fc.array(fc.oneof(lasting, fc.integer({ min: now - LOCK_MS, max: now + LOCK_MS }))),
  }),
);

describe("the characters of a seat map", () => {
  it("are the documented ones", () => {
    const base = baseAt(NOW);
    const seats: Shown[] = [
      "free",
      "sold",
      "held",
      "gap",
      base + 1,
      base + 50_000,
      base + 55_000,
      base + 310_000,
    ];
    expect(encode(seats, base)).to.equal(".#=_09Az");
  });

  it("have enough steps for a lock, from any base that a write can have", () => {
    expect(LOCK_MS / STEP_MS + 2).to.be.at.most(62);
  });

  it("begin at a whole step, not after the write and less than a step before", () => {
    fc.assert(
      fc.property(time, (now) => {
        expect(baseAt(now) % STEP_MS).to.equal(0);
        expect(baseAt(now)).to.be.within(now - STEP_MS + 1, now);
      }),
    );
  });

  it("give back what was written, never free before a lock ends, and at most five seconds after", () => {
    fc.assert(
      fc.property(written, fc.nat(2 * LOCK_MS), ({ now, seats }, later) => {
        const base = baseAt(now);
        const at = now + later;
        const shown = decode(encode(seats, base), base, at);
        expect(shown).to.have.length(seats.length);
        seats.forEach((seat, index) => {
          if (typeof seat !== "number") expect(shown[index]).to.equal(seat);
          else if (at < seat) expect(shown[index]).to.be.within(seat, seat + STEP_MS - 1);
          else if (at >= seat + STEP_MS) expect(shown[index]).to.equal("free");
        });
      }),
    );
  });

  it("show the same to everyone after they were written again with a later base", () => {
    fc.assert(
      fc.property(written, fc.nat(LOCK_MS), fc.nat(LOCK_MS), ({ now, seats }, later, after) => {
        const [base, next] = [baseAt(now), baseAt(now + later)];
        const before = encode(seats, base);
        const again = encode(decode(before, base, next), next);
        expect(decode(again, next, next + after)).to.deep.equal(decode(before, base, next + after));
      }),
    );
  });

  it("show a lock of more than 62 steps as one of 62, so that it ends without a write", () => {
    expect(decode(encode([LOCK_MS * 9], 0), 0, 309_999)).to.deep.equal([310_000]);
    expect(decode(encode([LOCK_MS * 9], 0), 0, 310_000)).to.deep.equal(["free"]);
  });

  it("show a seat as held where a character is unknown", () => {
    expect(decode("?é", 0, NOW)).to.deep.equal(["held", "held"]);
  });

  it("are read and written by a file that imports nothing", () => {
    const file = new URL("../../../src/seatmap/domain/codec.ts", import.meta.url);
    expect(readFileSync(file, "utf8")).to.not.match(/^\s*import\b|\bfrom "|\brequire\(/m);
  });
});

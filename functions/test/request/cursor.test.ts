import { expect } from "chai";
import fc from "fast-check";
import { Timestamp } from "firebase-admin/firestore";
import { Cursor, cursorAt } from "../../src/request/cursor.js";

describe("a cursor", () => {
  const place = fc.record({
    at: fc
      .tuple(fc.integer({ min: 0, max: 253_402_300_799 }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([seconds, nanoseconds]) => new Timestamp(seconds, nanoseconds)),
    id: fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/),
  });

  it("leads back to its place, to the nanosecond, and can be put into a URL as it is", () => {
    fc.assert(
      fc.property(place, ({ at, id }) => {
        const cursor = cursorAt({ at, id });
        expect(encodeURIComponent(cursor)).to.equal(cursor);
        const found = Cursor.parse(cursor);
        expect(found.id).to.equal(id);
        expect(found.at.isEqual(at)).to.be.true;
      }),
    );
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { SortedList } from "../../src/storage/sortedList.js";

const compare = (a: number, b: number): number => a - b;
const between = (low: number, high: number) => (entry: number) => (entry < low ? -1 : entry > high ? 1 : 0);

describe("a sorted list", () => {
  it("holds what was inserted and not removed, in order, read from either end", () => {
    const operation = fc.record({ insert: fc.boolean(), entry: fc.integer({ min: 0, max: 3000 }) });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 3000 }), { maxLength: 3000, size: "max" }),
        fc.array(operation, { maxLength: 2000, size: "max" }),
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 0, max: 3000 }),
        (initial, operations, low, high) => {
          const list = new SortedList(compare, initial);
          const model = new Set(initial);
          for (const { insert, entry } of operations) {
            if (insert && !model.has(entry)) list.insert(entry);
            if (!insert) list.remove(entry);
            if (insert) model.add(entry);
            else model.delete(entry);
          }
          const expected = [...model].filter((entry) => entry >= low && entry <= high).sort(compare);
          expect([...list.ascend(between(low, high))]).to.deep.equal(expected);
          expect([...list.descend(between(low, high))]).to.deep.equal(expected.reverse());
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is empty when it is", () => {
    const list = new SortedList<number>(compare);
    expect([...list.ascend(() => 0), ...list.descend(() => 0)]).to.deep.equal([]);
    list.remove(1);
    list.insert(1);
    list.remove(1);
    expect([...list.ascend(() => 0)]).to.deep.equal([]);
  });
});

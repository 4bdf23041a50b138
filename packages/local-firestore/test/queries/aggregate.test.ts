import { expect } from "chai";
import { aggregate, parseAggregations } from "../../src/queries/aggregate.js";
import type { Value } from "../../src/values/value.js";
import { double, named, value } from "../values/make.js";

const over = (...numbers: Value[]) => {
  const documents = numbers.map((n, i) => ({
    name: named(`q/${i}`),
    fields: { n },
    createTime: 1,
    updateTime: 1,
    size: 1,
  }));
  const n = { field: { fieldPath: "n" } };
  return aggregate(
    documents,
    parseAggregations([
      { alias: "sum", sum: n },
      { alias: "average", avg: n },
      { alias: "count", count: {} },
    ]),
  );
};

describe("an aggregation", () => {
  it("is named by its place among the unnamed", () => {
    // The example of query.proto, StructuredAggregationQuery.Aggregation.alias
    const upTo = (at: number) => ({ count: { upTo: { value: at } } });
    const aggregations = [
      { ...upTo(1), alias: "count_up_to_1" },
      upTo(2),
      { ...upTo(3), alias: "three" },
      { count: {} },
    ];
    expect(parseAggregations(aggregations).map(({ alias }) => alias)).to.deep.equal([
      "count_up_to_1",
      "field_1",
      "three",
      "field_2",
    ]);
  });

  it("sums integers exactly and averages them", () => {
    expect(over(value(1), value(2))).to.deep.equal({ sum: value(3), average: double(1.5), count: value(2) });
  });
  it("sums to a double as soon as there is one, or past 64 bits", () => {
    expect(over(value(1), double(2)).sum).to.deep.equal(double(3));
    expect(over(value(2n ** 63n - 1n), value(1)).sum).to.deep.equal(double(2 ** 63));
    expect(over(value(2n ** 63n - 1n), value(1), value(-1)).sum).to.deep.equal(value(2n ** 63n - 1n));
  });
  it("leaves out what is no number, and is NaN with NaN", () => {
    expect(over(value("x"), value(2))).to.deep.include({
      sum: value(2),
      average: double(2),
      count: value(2),
    });
    expect(over(double(NaN), value(2)).sum).to.deep.equal(double(NaN));
  });
  it("of nothing sums to zero and averages to null", () => {
    expect(over()).to.deep.equal({ sum: value(0), average: value(null), count: value(0) });
  });
  it("counts no further than asked", () => {
    const [count] = parseAggregations([{ alias: "c", count: { upTo: { value: "2" } } }]);
    const documents = Array.from({ length: 5 }, (_, i) => ({
      name: named(`q/${i}`),
      fields: {},
      createTime: 1,
      updateTime: 1,
      size: 1,
    }));
    expect(count && aggregate(documents, [count])).to.deep.equal({ c: value(2) });
  });
  it("is one of one to five", () => {
    expect(() => parseAggregations([]))
      .to.throw()
      .with.property("code", 3);
    expect(() => parseAggregations(Array.from({ length: 6 }, () => ({ count: {} })))).to.throw(
      "maximum number of aggregations",
    );
    expect(() =>
      parseAggregations([
        { alias: "a", count: {} },
        { alias: "a", count: {} },
      ]),
    ).to.throw("aliases must be unique");
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { fromJson } from "../../src/rest/fromJson.js";
import { formatTimestamp, parseTimestamp } from "../../src/rest/timestamp.js";
import { toJson } from "../../src/rest/toJson.js";
import type { Message } from "../../src/service.js";

const VALUE = "google.firestore.v1.Value";
const QUERY = "google.firestore.v1.RunQueryRequest";

describe("the JSON of values", () => {
  const values: [what: string, message: Message, json: unknown][] = [
    ["null", { nullValue: "NULL_VALUE" }, { nullValue: null }],
    ["false", { booleanValue: false }, { booleanValue: false }],
    ["zero", { integerValue: "0" }, { integerValue: "0" }],
    ["the largest integer", { integerValue: "9223372036854775807" }, { integerValue: "9223372036854775807" }],
    ["a double", { doubleValue: 1.5 }, { doubleValue: 1.5 }],
    ["NaN", { doubleValue: NaN }, { doubleValue: "NaN" }],
    ["minus infinity", { doubleValue: -Infinity }, { doubleValue: "-Infinity" }],
    ["minus zero", { doubleValue: -0 }, { doubleValue: "-0" }],
    ["an empty string", { stringValue: "" }, { stringValue: "" }],
    ["bytes", { bytesValue: Buffer.from([0, 1, 250]) }, { bytesValue: "AAH6" }],
    ["a reference", { referenceValue: "projects/p" }, { referenceValue: "projects/p" }],
    [
      "a place",
      { geoPointValue: { latitude: 1, longitude: -2.5 } },
      { geoPointValue: { latitude: 1, longitude: -2.5 } },
    ],
    [
      "a time",
      { timestampValue: { seconds: "1700000000", nanos: 123456000 } },
      { timestampValue: "2023-11-14T22:13:20.123456Z" },
    ],
    ["an empty list", { arrayValue: {} }, { arrayValue: {} }],
    ["an empty map", { mapValue: {} }, { mapValue: {} }],
    [
      "a map, whatever its keys",
      {
        mapValue: {
          fields: { "": { stringValue: "a" }, "a.`b": { arrayValue: { values: [{ integerValue: "1" }] } } },
        },
      },
      {
        mapValue: {
          fields: { "": { stringValue: "a" }, "a.`b": { arrayValue: { values: [{ integerValue: "1" }] } } },
        },
      },
    ],
  ];
  for (const [what, message, json] of values) {
    it(`writes and reads ${what}`, () => {
      expect(toJson(VALUE, message)).to.deep.equal(json);
      expect(fromJson(VALUE, JSON.parse(JSON.stringify(json)))).to.deep.equal(message);
    });
  }

  it("keeps a field named __proto__", () => {
    const json: unknown = JSON.parse('{"mapValue": {"fields": {"__proto__": {"stringValue": "a"}}}}');
    const message = fromJson(VALUE, json);
    expect(JSON.stringify(toJson(VALUE, message))).to.equal(JSON.stringify(json));
  });

  const value = fc.letrec<{ value: Message }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constant({ nullValue: "NULL_VALUE" }),
      fc.boolean().map((booleanValue) => ({ booleanValue })),
      fc
        .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
        .map((integer) => ({ integerValue: String(integer) })),
      fc.double().map((doubleValue) => ({ doubleValue })),
      fc.string({ unit: "binary" }).map((stringValue) => ({ stringValue })),
      fc.uint8Array().map((bytes) => ({ bytesValue: Buffer.from(bytes) })),
      fc
        .record({
          seconds: fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }).map(String),
          nanos: fc.nat(999_999_999),
        })
        .map((timestampValue) => ({ timestampValue })),
      fc.array(tie("value"), { minLength: 1 }).map((values) => ({ arrayValue: { values } })),
      fc
        .dictionary(fc.string(), tie("value"), { minKeys: 1, noNullPrototype: true })
        .map((fields) => ({ mapValue: { fields } })),
    ),
  })).value;

  it("comes back as it was, for any value", () => {
    fc.assert(
      fc.property(value, (message) => {
        const text = JSON.stringify(toJson(VALUE, message));
        expect(fromJson(VALUE, JSON.parse(text))).to.deep.equal(message);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the JSON of messages", () => {
  it("leaves out what holds its default", () => {
    const response = { documents: [], nextPageToken: "" };
    expect(toJson("google.firestore.v1.ListDocumentsResponse", response)).to.deep.equal({});
    const change = { targetChange: { targetChangeType: "NO_CHANGE", targetIds: [] } };
    expect(toJson("google.firestore.v1.ListenResponse", change)).to.deep.equal({ targetChange: {} });
  });

  it("reads a query's limit as the number it is, and writes it so", () => {
    const message = fromJson(QUERY, { structuredQuery: { limit: 5, offset: 2 } });
    expect(message).to.deep.equal({ structuredQuery: { limit: { value: 5 }, offset: 2 } });
    expect(toJson(QUERY, message)).to.deep.equal({ structuredQuery: { limit: 5, offset: 2 } });
  });

  it("reads names in snake case, integers as numbers or texts, enums as names or numbers", () => {
    const json = {
      structured_query: {
        where: { field_filter: { field: { field_path: "a" }, op: 5, value: { integer_value: 7 } } },
        order_by: [{ field: { fieldPath: "a" }, direction: "DESCENDING" }],
      },
    };
    expect(fromJson(QUERY, json)).to.deep.equal({
      structuredQuery: {
        where: { fieldFilter: { field: { fieldPath: "a" }, op: "EQUAL", value: { integerValue: "7" } } },
        orderBy: [{ field: { fieldPath: "a" }, direction: "DESCENDING" }],
      },
    });
  });

  it("takes null for absent", () => {
    expect(fromJson(QUERY, { parent: null, structuredQuery: { limit: null } })).to.deep.equal({
      structuredQuery: {},
    });
  });

  const refused: [type: string, json: unknown, message: string][] = [
    [VALUE, [], "Invalid value at '' (type.googleapis.com/google.firestore.v1.Value), []"],
    [VALUE, { integerValue: "1.5" }, "Invalid value at 'integerValue' (TYPE_INT64), \"1.5\""],
    [VALUE, { integerValue: "9223372036854775808" }, "Invalid value at 'integerValue' (TYPE_INT64)"],
    [VALUE, { stringValue: 1 }, "Invalid value at 'stringValue' (TYPE_STRING), 1"],
    [VALUE, { bytesValue: "?" }, "Invalid value at 'bytesValue' (TYPE_BYTES)"],
    [VALUE, { booleanValue: 1 }, "Invalid value at 'booleanValue' (TYPE_BOOL), 1"],
    [VALUE, { timestampValue: "yesterday" }, "Invalid value at 'timestampValue'"],
    [VALUE, { integerValue: "1", stringValue: "a" }, "oneof field 'value_type' is already set"],
    [
      VALUE,
      { arrayValue: { values: [{ colour: 1 }] } },
      "Unknown name \"colour\" at 'arrayValue.values[0]': Cannot find field.",
    ],
    [
      QUERY,
      { structuredQuery: { orderBy: [{ direction: "UP" }] } },
      "Invalid value at 'structuredQuery.orderBy[0].direction'",
    ],
  ];
  for (const [type, json, message] of refused) {
    it(`refuses ${JSON.stringify(json)}`, () => {
      expect(() => fromJson(type, json))
        .to.throw()
        .that.includes({ code: 3 })
        .with.property("message")
        .that.contains(message);
    });
  }
});

describe("timestamps", () => {
  it("have no more digits than they need", () => {
    const texts = [0, 5_000_000, 123_456_000, 1].map((nanos) => formatTimestamp({ seconds: "0", nanos }));
    expect(texts).to.deep.equal([
      "1970-01-01T00:00:00Z",
      "1970-01-01T00:00:00.005Z",
      "1970-01-01T00:00:00.123456Z",
      "1970-01-01T00:00:00.000000001Z",
    ]);
  });

  it("may have an offset", () => {
    expect(parseTimestamp("1970-01-01T09:00:01.5+09:00")).to.deep.equal({ seconds: "1", nanos: 500_000_000 });
  });

  for (const text of [
    "0000-12-31T23:59:59Z",
    "",
    "1970-01-01",
    "1970-01-01T00:00:00",
    "1970-13-01T00:00:00Z",
  ]) {
    it(`are not ${JSON.stringify(text)}`, () => expect(parseTimestamp(text)).to.equal(undefined));
  }
});

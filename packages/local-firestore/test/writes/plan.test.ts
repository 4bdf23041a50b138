import { expect } from "chai";
import type { Document } from "../../src/storage/document.js";
import { planCommit } from "../../src/writes/plan.js";
import type { Value } from "../../src/values/value.js";
import { parseWrite, type WriteMessage } from "../../src/writes/write.js";
import { fields, named, value } from "../values/make.js";

const NAME = named("a/1");
const stored = (content: Record<string, unknown>): Document => ({
  name: NAME,
  fields: fields(content),
  createTime: 100,
  updateTime: 200,
  size: 50,
});
const plan = (current: Document | null, ...messages: WriteMessage[]) =>
  planCommit(messages.map(parseWrite), (name) => (name === NAME ? current : null), 300);
const after = (current: Document | null, ...messages: WriteMessage[]) =>
  plan(current, ...messages).steps.at(-1)?.after;
const update = (content: Record<string, unknown>): WriteMessage => ({
  update: { name: NAME, fields: fields(content) },
});

describe("a commit", () => {
  it("replaces a document, keeping when it was created", () => {
    const written = after(stored({ a: 1 }), update({ b: 2 }));
    expect(written).to.deep.include({ fields: fields({ b: 2 }), createTime: 100, updateTime: 300 });
  });

  it("sets and removes only what the mask names", () => {
    const masked = {
      ...update({ a: { x: 9 }, ignored: 1 }),
      updateMask: { fieldPaths: ["a.x", "b", "c.d"] },
    };
    expect(after(stored({ a: { x: 1, y: 2 }, b: 3, e: 4 }), masked)?.fields).to.deep.equal(
      fields({ a: { y: 2, x: 9 }, e: 4 }),
    );
  });

  it("keeps the update time of a document it does not change", () => {
    const same = plan(stored({ a: 1 }), update({ a: 1 }));
    expect(same.changes).to.deep.equal([]);
    expect(same.steps[0]?.result.updateTime).to.deep.equal({ seconds: "0", nanos: 200_000 });
  });

  it("lets later writes see earlier ones, and none be seen if one fails", () => {
    const increment: WriteMessage = {
      transform: { document: NAME, fieldTransforms: [{ fieldPath: "n", increment: value(1) }] },
    };
    expect(after(null, update({ n: 1 }), increment, increment)?.fields).to.deep.equal(fields({ n: 3 }));
    expect(() => plan(null, update({}), { ...update({}), currentDocument: { exists: false } })).to.throw();
  });

  it("applies all transforms of a field, in order", () => {
    // write.proto, DocumentTransform: "The list of transformations to apply to the fields of the document, in order."
    const updateTransforms = [
      { fieldPath: "n", increment: value(1) },
      { fieldPath: "n", increment: value(2) },
      { fieldPath: "n", maximum: value(3) },
    ];
    const [step] = plan(stored({ n: 1 }), { ...update({ n: 5 }), updateMask: {}, updateTransforms }).steps;
    expect(step?.after?.fields).to.deep.equal(fields({ n: 4 }));
    expect(step?.result.transformResults).to.deep.equal([value(2), value(4), value(4)]);
  });

  const PRECONDITIONS: [string, Document | null, WriteMessage["currentDocument"], number][] = [
    ["exists where it must not", stored({}), { exists: false }, 6],
    ["is missing where it must exist", null, { exists: true }, 5],
    ["has changed since", stored({}), { updateTime: { seconds: "0", nanos: 100_000 } }, 9],
    ["is gone since", null, { updateTime: { seconds: "0", nanos: 100_000 } }, 5],
  ];
  for (const [which, current, currentDocument = {}, code] of PRECONDITIONS) {
    for (const write of [update({}), { delete: NAME }, { verify: NAME }]) {
      it(`refuses to ${Object.keys(write).join()} a document that ${which}`, () => {
        expect(() => plan(current, { ...write, currentDocument }))
          .to.throw()
          .with.property("code", code);
      });
    }
  }

  it("refuses a precondition that cannot hold as invalid", () => {
    const requiring = (currentDocument: WriteMessage["currentDocument"] = {}) => ({
      ...update({}),
      currentDocument,
    });
    const codeOf = (...messages: WriteMessage[]): unknown => {
      try {
        plan(stored({}), ...messages);
        return 0;
      } catch (error) {
        return (error as { code: number }).code;
      }
    };
    expect(codeOf({ delete: NAME }, requiring({ exists: true }))).to.equal(3);
    expect(codeOf({ delete: NAME }, requiring({ exists: false }))).to.equal(0);
    const missing = named("a/2");
    const create = { update: { name: missing }, currentDocument: { exists: true } };
    expect(codeOf({ verify: missing }, create)).to.equal(5);
    expect(codeOf({ delete: NAME }, requiring({ updateTime: { nanos: 200_000 } }))).to.equal(3);
    // The plan's time is 300 microseconds. "Timestamp must be microsecond aligned" (common.proto, Precondition).
    expect(codeOf(requiring({ updateTime: { nanos: 301_000 } }))).to.equal(3);
    expect(codeOf(requiring({ updateTime: { nanos: 200_001 } }))).to.equal(3);
    expect(codeOf(requiring({ updateTime: { nanos: 200_000 } }))).to.equal(0);
  });

  it("tells no update time of a delete", () => {
    // write.proto, WriteResult: "Not set after a `delete`."
    expect(plan(stored({}), { delete: NAME }).steps[0]?.result).to.deep.equal({});
  });

  it("deletes what is not there without a change", () => {
    expect(plan(null, { delete: NAME }).changes).to.deep.equal([]);
  });

  const INVALID: [string, WriteMessage][] = [
    ["without operation", {}],
    ["of a collection", { delete: named("a") }],
    ["over one MiB", update({ text: "x".repeat(1_048_576) })],
    ["with an array in an array", update({ a: [[1]] })],
    ["with a reserved field name", update({ __a__: 1 })],
    ["with an empty field name", update({ "": 1 })],
    [
      "nested over 20 deep",
      update(Array.from({ length: 21 }).reduce<Record<string, unknown>>((m) => ({ m }), {})),
    ],
    ["with a malformed path", { ...update({}), updateMask: { fieldPaths: ["a..b"] } }],
    // write.proto, Write: a mask and transforms "can be set only when the operation is `update`", and a mask "must not
    // contain a reserved field name"; DocumentTransform: "This must not be empty".
    ["as a delete with a mask", { delete: NAME, updateMask: { fieldPaths: ["a"] } }],
    [
      "as a delete with transforms",
      { delete: NAME, updateTransforms: [{ fieldPath: "a", increment: value(1) }] },
    ],
    ["with a mask of a reserved name", { ...update({}), updateMask: { fieldPaths: ["a.__b__"] } }],
    ["as a transform of nothing", { transform: { document: NAME } }],
    [
      "with an increment by a string",
      { transform: { document: NAME, fieldTransforms: [{ fieldPath: "a", increment: value("1") }] } },
    ],
  ];
  for (const [which, message] of INVALID) {
    it(`is refused ${which}`, () => {
      expect(() => plan(null, message))
        .to.throw()
        .with.property("code", 3);
    });
  }

  it("stores times in microseconds, exactly up to the year 9999", () => {
    const name = NAME;
    const last = { seconds: "253402300799", nanos: 999_999_999 };
    const written = after(null, { update: { name, fields: { last: { timestampValue: last } } } });
    expect(written?.fields["last"]?.timestampValue).to.deep.equal({ ...last, nanos: 999_999_000 });
  });

  it("takes a vector and maps 20 deep", () => {
    plan(null, update({ v: { __type__: "__vector__", value: [1, 2] } }));
    plan(null, update(Array.from({ length: 20 }).reduce<Record<string, unknown>>((m) => ({ m }), {})));
  });

  it("is refused over 10 MiB in all, and 500 transforms of one document", () => {
    const large = Array.from({ length: 11 }, (_, i) => ({
      update: { name: named(`a/${i}`), fields: fields({ s: "x".repeat(1_000_000) }) },
    }));
    expect(() => plan(null, ...large)).to.throw("Transaction too big. Decrease transaction size.");
    const transforms = (count: number): WriteMessage => ({
      ...update({}),
      updateTransforms: Array.from({ length: count }, (_, i) => ({
        fieldPath: `f${i}`,
        increment: value(1),
      })),
    });
    plan(null, transforms(500));
    const TOO_MANY = "cannot have more than 500 field transforms on a single document";
    expect(() => plan(null, transforms(501))).to.throw(TOO_MANY);
    // https://firebase.google.com/docs/firestore/quotas counts them for a document in a whole commit.
    expect(() => plan(null, transforms(300), transforms(201))).to.throw(TOO_MANY);
    plan(null, transforms(300), {
      update: { name: named("a/2") },
      updateTransforms: transforms(300).updateTransforms,
    });
  });

  it("is shown to whoever decides on permissions before its preconditions are held against it", () => {
    const write = parseWrite({ ...update({}), currentDocument: { exists: true } });
    const forbid = () => {
      throw new Error("forbidden");
    };
    expect(() => planCommit([write], () => null, 300, forbid)).to.throw("forbidden");
    expect(() => planCommit([write], () => null, 300)).to.throw("No document to update");
  });

  it("is refused with a time, place or reference that there cannot be", () => {
    const storing = (of: Value) => () => plan(null, { update: { name: NAME, fields: { list: array(of) } } });
    const array = (of: Value): Value => ({ arrayValue: { values: [of] } });
    const time = (iso: string): Value => ({ timestampValue: { seconds: String(Date.parse(iso) / 1000) } });
    storing(time("0001-01-01T00:00:00Z"))();
    storing(time("9999-12-31T23:59:59Z"))();
    storing({ geoPointValue: { latitude: -90, longitude: 180 } })();
    const impossible: Value[] = [
      time("0000-12-31T23:59:59Z"),
      { timestampValue: { seconds: "253402300800" } },
      { timestampValue: { seconds: "0", nanos: 1_000_000_000 } },
      { geoPointValue: { latitude: 91 } },
      { geoPointValue: { longitude: NaN } },
      { referenceValue: "nowhere" },
      { referenceValue: named("a") },
    ];
    for (const of of impossible) expect(storing(of)).to.throw().with.property("code", 3);
  });
});

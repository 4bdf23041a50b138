import fc from "fast-check";
import type { Contract } from "./contract.js";
import type { Sent } from "./transport.js";
import { almost, names, strange } from "./strange.js";

/** The token of a request: a valid one, none, or an invalid one. */
export type Token = "good" | "none" | "bad";

export interface Attempt extends Omit<Sent, "path"> {
  token: Token;
}

const JSON_TYPE = "application/json";
const OTHER_TYPES = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "application/octet-stream",
  "application/json; charset=utf-16",
  "application/json; charset=latin1",
  "application/json;charset=UTF-8",
  "application/cloudevents+json",
  "application/jsonp",
  "*/*",
  "json",
  "",
];

/** Requests to a callable. Almost all of them are malformed. */
export function attempts(contract: Contract): fc.Arbitrary<Attempt> {
  return fc
    .record({
      body: fc.oneof(
        { weight: 20, arbitrary: changed(contract).map((data) => textOf({ data })) },
        { weight: 2, arbitrary: strange.map((data) => textOf({ data })) },
        { weight: 2, arbitrary: enveloped(contract) },
        { weight: 3, arbitrary: damaged(textOf({ data: contract.example })) },
        { weight: 1, arbitrary: nested },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
      ),
      method: mostly("POST", ["GET", "PUT", "DELETE", "PATCH"]),
      type: mostly(JSON_TYPE, OTHER_TYPES),
      encoding: mostly("identity", ["gzip", "deflate", "br", "compress", "utf-8"]),
      token: mostly<Token>("good", ["none", "bad"]),
    })
    .map(({ body, method, type, encoding, token }) => ({
      body: Buffer.from(body),
      method,
      headers: { "Content-Type": type, ...(encoding === "identity" ? {} : { "Content-Encoding": encoding }) },
      token,
    }));
}

function mostly<T>(usual: T, others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 30, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

/** A value as JSON, or an empty text if the value has no JSON form. */
export const textOf = (value: unknown): string => JSON.stringify(value) ?? "";

/** The example with fields replaced, left out or added, or with another field's value. */
export function changed({ example, fields }: Contract): fc.Arbitrary<object> {
  const field = fc.constantFrom(...Object.keys(fields));
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(field, strange) },
    {
      weight: 4,
      arbitrary: field.chain((name) => fc.tuple(fc.constant(name), almost(example[name] ?? "ann"))),
    },
    { weight: 1, arbitrary: fc.tuple(field, fc.constant(undefined)) },
    { weight: 2, arbitrary: fc.tuple(names, strange) },
    { weight: 1, arbitrary: fc.tuple(field, field).map(([name, other]) => [name, example[other]] as const) },
  );
  const changes = fc.oneof(
    { weight: 30, arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }) },
    // Adds many fields that no request has.
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(25, 1_000, 5_000)
        .map((count) => Array.from({ length: count }, (_, index) => [`more${index}`, index] as const)),
    },
  );
  return changes.map((made) => Object.fromEntries([...Object.entries(example), ...made]));
}

/** Bodies that may break the callable protocol, such as the example without `data` around it. */
function enveloped({ example }: Contract): fc.Arbitrary<string> {
  return fc
    .oneof(
      fc.constantFrom<unknown>(
        example,
        { data: [example] },
        { data: { data: example } },
        [{ data: example }],
        {},
      ),
      fc.tuple(names, strange).map(([name, value]) =>
        Object.fromEntries([
          ["data", example],
          [name, value],
        ]),
      ),
      strange,
    )
    .map(textOf);
}

/** JSON with a few characters lost, inserted or replaced, or cut off at the end. */
function damaged(text: string): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(text.length), fc.nat(3), fc.string({ unit: "binary", maxLength: 2 }));
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) =>
      edits.reduce(
        (now, [at, length, by]) =>
          length === 3 ? now.slice(0, at) : now.slice(0, at) + by + now.slice(at + length),
        text,
      ),
    );
}

/** Objects and lists that are nested too deeply. */
const nested = fc
  .tuple(
    fc.constantFrom(["[", "]"], ['{"a":', "}"], ['{"seatIds":[', "]}"]),
    fc.constantFrom(5, 50, 1_000, 8_000),
    // In some requests the nesting is inside a long integer, because the code turns the value of that into a text.
    fc.constantFrom(["", ""], ['{"@type":"type.googleapis.com/google.protobuf.Int64Value","value":', "}"]),
  )
  .map(
    ([[open, close], depth, [before, after]]) =>
      `{"data":${before}${open!.repeat(depth)}1${close!.repeat(depth)}${after}}`,
  );

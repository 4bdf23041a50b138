import fc from "fast-check";

/** Test card numbers of the card schemes, with the separators that people use. */
const cards = fc
  .tuple(
    fc.constantFrom(
      "4111111111111111",
      "5555555555554444",
      "378282246310005",
      "6011111111111117",
      "4222222222222",
    ),
    fc.constantFrom("", " ", "-", "."),
  )
  .map(([digits, between]) => digits.match(/.{1,4}/g)!.join(between));

/** Texts that look like a value of another type, or look empty. */
const LOOKALIKES = ["", " ", "\u0000", "null", "undefined", "true", "0", "-1", "1e9", "NaN", "[]", "{}"];

/** Names with a special meaning in JavaScript or Firestore. */
const KEPT = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__name__", "__id__"];

/** Texts that may lead to another path. */
const PATHS = ["../../etc", "a/b", ".", "..", "%00", "%2e%2e"];
/** Texts that may run as code, and characters that mislead. */
const CODE = ["' OR 1=1 --", "${7*7}", "<script>", "[object Object]", "\u202e", "\ud800"];

/** The units that are repeated to make very long texts. */
const UNITS = ["A", "9", "_", "-", " ", ",", "A1,", "1 ", "1-", "\u0000", "\u00e9", "\\", "a.", "{", "%"];

/** Texts that programs often handle wrongly. */
const texts = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 4, arbitrary: fc.string({ maxLength: 140 }) },
  { weight: 4, arbitrary: fc.constantFrom(...LOOKALIKES, ...KEPT, ...PATHS, ...CODE) },
  { weight: 3, arbitrary: cards },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...UNITS), fc.constantFrom(100, 1_000, 5_000, 30_000))
      .map(([unit, count]) => unit.repeat(count)),
  },
);

const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, 0.5, 101, 2 ** 53, 1e300, -1));

/** Long integers as the mobile SDKs send them, and objects that only resemble them. */
const typed = fc.record({
  "@type": fc.constantFrom(
    "type.googleapis.com/google.protobuf.Int64Value",
    "type.googleapis.com/google.protobuf.UInt64Value",
    "type.googleapis.com/google.protobuf.StringValue",
    "",
  ),
  value: fc.oneof(fc.bigInt().map(String), texts, fc.constant(null), unspeakable()),
});

/** Values that throw when they are converted to a text. */
function unspeakable(): fc.Arbitrary<unknown> {
  return fc.constantFrom<unknown>({ toString: 1 }, { toString: null, valueOf: null }, [{ toString: 1 }]);
}

/** Arrays that repeat one value. They are too long for a booking, and most are too long for any list of seats. */
const crowds = fc
  .tuple(fc.constantFrom<unknown>(1, "A1", "", null, {}, []), fc.constantFrom(11, 1_001, 10_000))
  .map(([thing, count]) => Array<unknown>(count).fill(thing));

/** Any JSON value. Values that programs often handle wrongly are more frequent than others. */
export const strange: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: texts },
  { weight: 4, arbitrary: numbers },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false) },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: typed },
  { weight: 1, arbitrary: unspeakable() },
  { weight: 1, arbitrary: crowds },
  { weight: 2, arbitrary: fc.array(texts, { maxLength: 12 }) },
);

/** Names for fields to add. */
export const names = fc.oneof(
  texts,
  fc.constantFrom("__proto__", "constructor", "card", "cardNumber", "@type", "data"),
  fc.constantFrom("seatIds[]", "pageSize[toString]", "userId[0]", "cursor[__proto__]", "seatIds.1"),
);

/** One to three characters. This is created only once, because fast-check builds a large structure for its alphabet. */
const fewCharacters = fc.string({ unit: "binary", minLength: 1, maxLength: 3 });

/** A value close to the given one: a part added, removed, replaced or repeated, another case, or another type. */
export function almost(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) {
    return fc.oneof(
      fc.tuple(fc.nat(value.length), strange).map(([at, one]) => value.toSpliced(at, 0, one)),
      fc.tuple(fc.nat(value.length - 1), strange).map(([at, one]) => value.toSpliced(at, 1, one)),
      fc.nat(value.length - 1).map((at) => [...value, value[at] as unknown]),
      fc.constantFrom<unknown>({ ...value }, value.join(), [value]),
    );
  }
  if (typeof value !== "string")
    return fc.constantFrom(String(value), [value], { value }, `${String(value)}.0`);
  const changed = fc
    .tuple(fc.nat(value.length), fewCharacters, fc.nat(4))
    .map(
      ([at, more, how]) =>
        [
          value.slice(0, at) + more + value.slice(at),
          value.slice(0, at) + value.slice(at + 1),
          value.repeat(2 + (at % 9)),
          at % 2 ? value.toUpperCase() : value.toLowerCase(),
          at % 2 ? `${value}\n` : ` ${value}`,
        ][how]!,
    );
  return fc.oneof(
    { weight: 4, arbitrary: changed },
    { weight: 1, arbitrary: fc.constantFrom([value], { value }) },
  );
}

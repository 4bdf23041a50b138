import { expect } from "chai";
import fc from "fast-check";
import { and, type Data, or, rules, user, where, World } from "./world.js";

/** A filter. `passes` tells whether a document matches it in a Firestore query. */
interface Filter {
  text: string;
  sent: unknown;
  passes(data: Data): boolean;
}

const NAMES = ["a", "b", "c"];
const scalar = fc.constantFrom<string | number | boolean | null>(0, 1, 2, 2.5, "x", "y", true, null);
const list = fc.array(fc.constantFrom<string | number>(1, 2, "x", "y"), { maxLength: 3 });
const data = fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(scalar, list), {
  noNullPrototype: true,
}) as fc.Arbitrary<Data>;

function compared(field: string, operator: string, value: unknown): Filter {
  const passes = (document: Data): boolean => {
    const own = field in document ? document[field] : undefined;
    if (own === undefined) return false;
    if (operator === "array-contains") return Array.isArray(own) && own.includes(value as string);
    if (operator === "!=") return own !== null && own !== value;
    if (operator === "==") return own === value;
    if (typeof own !== typeof value || (typeof own !== "number" && typeof own !== "string")) return false;
    const order = own < (value as string | number) ? -1 : own > (value as string | number) ? 1 : 0;
    return { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[operator] ?? false;
  };
  return {
    text: `${field} ${operator} ${JSON.stringify(value)}`,
    sent: where(field, operator, value),
    passes,
  };
}

const comparison: fc.Arbitrary<Filter> = fc.oneof(
  fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom("==", "!="), scalar).map((parts) => compared(...parts)),
  fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.constantFrom("<", "<=", ">", ">="),
      fc.constantFrom<string | number>(0, 1, 2, "x", "y"),
    )
    .map((parts) => compared(...parts)),
  fc
    .tuple(fc.constantFrom(...NAMES), fc.constant("array-contains"), fc.constantFrom(1, "x"))
    .map((parts) => compared(...parts)),
);

const filter: fc.Arbitrary<Filter> = fc
  .tuple(fc.array(comparison, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([parts, either]) => ({
    text: parts.map(({ text }) => text).join(either ? " or " : " and "),
    sent: (either ? or : and)(...parts.map(({ sent }) => sent)),
    passes: (document) => parts[either ? "some" : "every"](({ passes }) => passes(document)),
  }));

const atom = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...NAMES),
      fc.constantFrom("==", "!=", "<", "<=", ">", ">="),
      fc.constantFrom("0", "1", "2", "'x'", "null"),
    )
    .map(([field, operator, value]) => `resource.data.${field} ${operator} ${value}`),
  fc.constantFrom(...NAMES).map((field) => `'${field}' in resource.data`),
  fc.constantFrom(...NAMES).map((field) => `'x' in resource.data.${field}`),
  fc.constantFrom(...NAMES).map((field) => `resource.data.${field} in [1, 'x', true]`),
  fc.constantFrom(...NAMES).map((field) => `resource.data.${field}.hasAny([1, 'x'])`),
  fc.constantFrom(...NAMES).map((field) => `resource.data.get('${field}', 1) == 1`),
  fc
    .tuple(fc.constantFrom(...NAMES), fc.constantFrom("number", "string", "bool", "list", "map"))
    .map(([field, type]) => `resource.data.${field} is ${type}`),
);

const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    atom,
    tie("condition").map((inner) => `!(${inner})`),
    fc
      .tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition"))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc
      .tuple(tie("condition"), tie("condition"), tie("condition"))
      .map(([test, yes, no]) => `(${test} ? ${yes} : ${no})`),
  ),
}));

describe("a query that is allowed", () => {
  it("returns nothing that a get on the same condition would refuse", () => {
    let allowedQueries = 0;
    let returned = 0;
    fc.assert(
      fc.property(
        condition,
        filter,
        fc.array(data, { minLength: 5, maxLength: 10 }),
        (rule, query, documents) => {
          const world = new World(
            rules(`match /docs/{id} { allow read: if ${rule}; }`),
            Object.fromEntries(documents.map((document, index) => [`docs/${index}`, document])),
          );
          const someone = user("alice");
          if (!world.list(someone, "docs", { where: query.sent }).allowed) return;
          allowedQueries += 1;
          documents.forEach((document, index) => {
            if (!query.passes(document)) return;
            returned += 1;
            const verdict = world.get(someone, `docs/${index}`);
            expect(verdict.allowed, `${rule} / ${query.text} / ${JSON.stringify(document)}`).to.equal(true);
          });
        },
      ),
      { numRuns: 2000 },
    );
    // Otherwise the property could hold only because there were too few cases.
    expect(allowedQueries).to.be.greaterThan(20);
    expect(returned).to.be.greaterThan(10);
  });
});

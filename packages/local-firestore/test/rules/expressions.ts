import { expect } from "chai";
import { type Data, NOW, Raw, reference, rules, World } from "./world.js";

const data: Data = {
  text: "hello",
  whole: 3,
  half: 2.5,
  wholeFloat: new Raw({ doubleValue: 3 }),
  huge: 9223372036854775807n,
  yes: true,
  nothing: null,
  tags: ["a", "b"],
  nested: { deep: { deeper: 1 }, list: [1, 2] },
  at: NOW,
  bytes: new Uint8Array([1, 2, 255]),
  friend: reference("users/bob"),
  place: new Raw({ geoPointValue: { latitude: 52.5, longitude: 13.4 } }),
  "odd-name": "x",
};

/** Evaluates an expression in rules for the document above. A value that is not a bool counts as an error. */
function outcome(expression: string): "true" | "false" | "error" {
  const verdict = (condition: string) =>
    new World(rules(`match /docs/{id} { allow get: if ${condition}; }`), { "docs/one": data }).get(
      null,
      "docs/one",
    );
  if (verdict(expression).allowed) return "true";
  return verdict(`!(${expression})`).allowed ? "false" : "error";
}

/** Expressions by topic and by their outcome. */
export type Tables = Record<string, { true: string[]; false: string[]; error: string[] }>;

/** Declares a test for each expression. */
export function testExpressions(tables: Tables): void {
  for (const [topic, expected] of Object.entries(tables)) {
    describe(topic, () => {
      for (const [result, expressions] of Object.entries(expected)) {
        for (const expression of expressions) {
          it(`${expression} is ${result === "error" ? "an error" : result}`, () => {
            expect(outcome(expression)).to.equal(result);
          });
        }
      }
    });
  }
}

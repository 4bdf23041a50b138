import { expect } from "chai";
import { parseRules, RulesSyntaxError } from "../../src/rules/index.js";
import { rules } from "./world.js";

function refusal(source: string): RulesSyntaxError {
  try {
    parseRules(source);
  } catch (error) {
    if (error instanceof RulesSyntaxError) return error;
    throw error;
  }
  throw new Error("The rules parse.");
}

/** In a source `rules(body)`, the first line of the body is line 4. */
const wrong: [name: string, source: string, line: number, column: number, expected: string][] = [
  ["an empty file", "", 1, 1, "'service cloud.firestore {'"],
  ["another service", "service firebase.storage {}", 1, 9, "'cloud.firestore'"],
  ["an unknown version", "rules_version = '3';", 1, 17, "'1' or '2' in quotes"],
  ["two services", "service cloud.firestore {}\nservice cloud.firestore {}", 2, 1, "the end of the file"],
  [
    "a missing brace",
    "service cloud.firestore {\n  match /a/{b} {\n",
    3,
    1,
    "'match', 'allow', 'function' or '}' to close the match",
  ],
  [
    "an allow outside of a match",
    "service cloud.firestore {\n  allow read;\n}",
    2,
    3,
    "'match', 'function' or '}' to close the service",
  ],
  [
    "two conditions",
    rules("match /a/{b} { allow read: if true if false; }"),
    4,
    36,
    "';' after the condition",
  ],
  [
    "methods without a comma",
    rules("match /a/{b} { allow read write; }"),
    4,
    27,
    "';' or ':' after the methods",
  ],
  ["a missing if", rules("match /a/{b} { allow read: true; }"), 4, 28, "'if' before the condition"],
  [
    "an unknown method",
    rules("match /a/{b} { allow peek; }"),
    4,
    22,
    "read, write, get, list, create, update or delete",
  ],
  ["a missing condition", rules("match /a/{b} { allow read: if ; }"), 4, 31, "an expression"],
  ["a dangling operator", rules("match /a/{b} { allow read: if a && ; }"), 4, 36, "an expression"],
  [
    "an assignment for a comparison",
    rules("match /a/{b} { allow read: if a = b; }"),
    4,
    33,
    "';' after the condition",
  ],
  [
    "an open parenthesis",
    rules("match /a/{b} { allow read: if (a; }"),
    4,
    33,
    "')' to close the parenthesis",
  ],
  ["an open index", rules("match /a/{b} { allow read: if a[1; }"), 4, 34, "']' to close the index"],
  ["an open list", rules("match /a/{b} { allow read: if a in [1 2]; }"), 4, 39, "',' or ']'"],
  [
    "half a choice",
    rules("match /a/{b} { allow read: if a ? b; }"),
    4,
    36,
    "':' between the two outcomes of '?'",
  ],
  ["an open string", rules("match /a/{b} { allow read: if a == 'x; }"), 4, 41, "' at the end of the string"],
  [
    "an unknown escape",
    rules("match /a/{b} { allow read: if a.matches('\\d'); }"),
    4,
    42,
    "a known escape such as \\n, \\\\ or \\u00e9",
  ],
  ["a path without slash", rules("match a/{b} {}"), 4, 7, "a path that begins with '/'"],
  ["an open wildcard", rules("match /a/{b {}"), 4, 13, "'}' to close the wildcard"],
  ["a wildcard with a wrong star", rules("match /a/{b=*+} {}"), 4, 14, "'}' to close the wildcard"],
  ["an empty path segment", rules("match /a//{b} {}"), 4, 10, "a path segment or {wildcard}"],
  ["a function without return", rules("function f() { true; }"), 4, 16, "'return' or 'let' in a function"],
  ["a let without value", rules("function f() { let x; return x; }"), 4, 21, "'=' after the variable's name"],
  [
    "a function declared twice",
    rules("function f() { return 1; }\nfunction f() { return 2; }"),
    5,
    10,
    "a function name that is not declared here yet",
  ],
  ["recursion", rules("function f() { return f(); }"), 4, 1, "no recursion"],
  [
    "indirect recursion",
    rules("function f() { return g(); }\nfunction g() { return 1 + f(); }"),
    4,
    1,
    "no recursion",
  ],
  [
    "a character of no language",
    rules("match /a/{b} { allow read: if a # b; }"),
    4,
    33,
    "a token of the rules language",
  ],
  [
    "a number too large",
    rules("match /a/{b} { allow read: if 99999999999999999999 > 1; }"),
    4,
    31,
    "an integer of 64 bits",
  ],
];

const fine: [name: string, source: string][] = [
  ["no version", "service cloud.firestore { match /{document=**} { allow read, write; } }"],
  ["comments", rules("// one\n/* two\n three */ match /a/{b} { allow read; /* four */ }")],
  [
    "a function above the service",
    "rules_version = '2'; function f() { return true; } service cloud.firestore {}",
  ],
  [
    "a path over several lines",
    rules("match /a/{b} { allow read: if exists(/databases/$(database)\n/documents/users\n  /$(b)); }"),
  ],
  ["let, arguments, a trailing comma", rules("function f(a, b) { let c = [a, b,]; let d = c; return d; }")],
  [
    "statements without semicolons",
    "rules_version = '2'\nservice cloud.firestore { match /a/{b} { allow create\n allow read: if f(b)\n }\n function f(x) { let y = x\n return y } }",
  ],
  ["double quotes", 'rules_version = "2"; service cloud.firestore {}'],
  [
    "a path to the default database",
    rules("match /a/{b} { allow get: if exists(/databases/(default)/documents/a/$(b)); }"),
  ],
  [
    "a match that names the database",
    "service cloud.firestore { match /databases/(default)/documents/a/{b} { allow read; } }",
  ],
  [
    "the same function in two matches",
    rules("match /a/{b} { function f() { return 1; } } match /c/{d} { function f() { return 2; } }"),
  ],
];

describe("reading a rules file", () => {
  for (const [name, source, line, column, expected] of wrong) {
    it(`refuses ${name}, and says where and what was expected`, () => {
      const error = refusal(source);
      expect({ line: error.line, column: error.column, expected: error.expected }).to.deep.equal({
        line,
        column,
        expected,
      });
      expect(error.message).to.match(new RegExp(`^Line ${line}, column ${column}: expected .*, but found `));
    });
  }

  for (const [name, source] of fine) {
    it(`takes ${name}`, () => {
      expect(() => parseRules(source)).not.to.throw();
    });
  }

  it("refuses expressions that are nested too deep", () => {
    const condition = (text: string) => rules(`match /a/{b} { allow get: if ${text}; }`);
    const parentheses = (count: number) => "(".repeat(count) + "true" + ")".repeat(count);
    const chain = (count: number) => Array.from({ length: count }, () => "b == 'x'").join(" && ");
    expect(() => parseRules(condition(parentheses(97)))).not.to.throw();
    expect(refusal(condition(parentheses(5000))).expected).to.equal("an expression that is nested less deep");
    expect(refusal(condition("!".repeat(5000) + "true")).expected).to.equal(
      "an expression that is nested less deep",
    );
    expect(() => parseRules(condition(chain(98)))).not.to.throw();
    expect(refusal(condition(chain(99))).expected).to.equal("at most 99 nested operators");
  });

  it("refuses two recursive wildcards in one match", () => {
    const error = refusal(rules("match /{a=**}/b/{c=**} {}"));
    expect(error.expected).to.equal("at most one recursive wildcard in a match");
  });

  it("refuses matches that are nested too deep, too long, or capture too much, and more than 256 KB", () => {
    // The limits are from https://firebase.google.com/docs/firestore/quotas#security_rules. `rules` adds one match of
    // three segments, one of them a wildcard.
    const nested = (count: number, path: string): string =>
      rules(`${`match ${path} {`.repeat(count)} allow read; ${"}".repeat(count)}`);
    parseRules(nested(9, "/a/b"));
    expect(refusal(nested(10, "/a/b")).expected).to.equal("at most 10 nested matches");
    parseRules(nested(1, "/a".repeat(97)));
    expect(refusal(nested(1, "/a".repeat(98))).expected).to.equal(
      "at most 100 path segments in nested matches",
    );
    const wildcards = (count: number): string =>
      Array.from({ length: count }, (_, i) => `/a/{w${i}}`).join("");
    parseRules(nested(1, wildcards(19)));
    expect(refusal(nested(1, wildcards(20))).expected).to.equal("at most 20 wildcards in nested matches");
    const long = (bytes: number): string => rules("match /a/b { allow read; }").padEnd(bytes);
    parseRules(long(256 * 1024));
    expect(refusal(long(256 * 1024 + 1)).expected).to.equal("at most 256 KB of rules");
  });

  it("refuses calls that are nested too deep", () => {
    const chain = (length: number) =>
      Array.from(
        { length },
        (_, i) => `function f${i}() { return ${i + 1 < length ? `f${i + 1}()` : "true"}; }`,
      );
    expect(() => parseRules(rules(chain(20).join("\n")))).not.to.throw();
    expect(refusal(rules(chain(25).join("\n"))).expected).to.equal("calls at most 20 deep");
  });
});

import { expect } from "chai";
import { mutationPage, score } from "../page.js";
import { mutantsOf, triedAgain, type Report } from "../report.js";

const mutant = (status: string, line: number, from: number, to: number, replacement: string) => ({
  status,
  replacement,
  location: { start: { line, column: from }, end: { line, column: to } },
});

const report: Report = {
  files: {
    "functions/src/store/b.ts": { source: "a || b;\n", mutants: [mutant("Timeout", 1, 1, 7, "true")] },
    "functions/src/domain/a.ts": {
      source: "if (one) {\n  two || three;\n}\n",
      mutants: [
        mutant("Survived", 2, 3, 15, "two && three"),
        mutant("Killed", 1, 5, 8, "true"),
        mutant("NoCoverage", 1, 5, 8, "false"),
        mutant("RuntimeError", 2, 3, 6, ""),
      ],
    },
  },
};

describe("a report of mutants", () => {
  it("is read file by file, in the order of the text, whatever order it is in", () => {
    expect(mutantsOf(report).map(({ file, line, was, became }) => [file, line, was, became])).to.deep.equal([
      ["functions/src/domain/a.ts", 1, "one", "false"],
      ["functions/src/domain/a.ts", 1, "one", "true"],
      ["functions/src/domain/a.ts", 2, "two", ""],
      ["functions/src/domain/a.ts", 2, "two || three", "two && three"],
      ["functions/src/store/b.ts", 1, "a || b", "true"],
    ]);
  });

  it("counts what was found among what could be: not what did not run at all", () => {
    expect(score(mutantsOf(report))).to.equal("50.0");
    expect(score([])).to.equal("—");
  });

  it("takes from a second try what became of those that were not found in the first, and of no others", () => {
    const first = mutantsOf(report);
    const second = first.map((mutant) => ({
      ...mutant,
      status: mutant.became === "false" ? "Killed" : "Survived",
    }));
    const statuses = triedAgain(first, second).map(({ status }) => status);
    expect(statuses).to.deep.equal(["Killed", "Killed", "RuntimeError", "Survived", "Timeout"]);
  });

  it("names the place of each mutant as Stryker takes it", () => {
    expect(mutantsOf(report)[0]!.range).to.equal("1:4-1:7");
  });

  it("becomes a page that counts by file, and names what was not found", () => {
    const page = mutationPage(mutantsOf(report));
    expect(page).to.include("| **all** | 50.0 | 1 | 1 | 1 | 1 |");
    expect(page).to.include("Another 1 keep the code or the tests from being loaded");
    expect(page).to.include("| domain/a.ts | 33.3 | 1 | 0 | 1 | 1 |");
    expect(page).to.include(
      "| `domain/a.ts:2` | `` two \\|\\| three `` | `` two && three `` | not looked at yet |",
    );
    expect(page).to.include("| `domain/a.ts:1` | `` one `` | `` false `` | not looked at yet |");
    expect(page).to.include("- `store/b.ts:1` `` a \\|\\| b `` became `` true ``");
  });
});

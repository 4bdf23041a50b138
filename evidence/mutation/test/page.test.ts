import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { code, mutationPage, score, short } from "../page.js";
import { mutantsOf, type Report } from "../report.js";
import { reasons } from "../survivors.js";

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
        { ...mutant("Ignored", 3, 1, 2, ""), statusReason: 'Static mutant (and "ignoreStatic" was enabled)' },
        { ...mutant("Ignored", 2, 10, 15, ""), statusReason: "It describes a field." },
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
      ["functions/src/domain/a.ts", 2, "three", ""],
      ["functions/src/domain/a.ts", 3, "}", ""],
      ["functions/src/store/b.ts", 1, "a || b", "true"],
    ]);
  });

  it("counts what was found among what could be: not what did not run at all", () => {
    expect(score(mutantsOf(report))).to.equal("50.0");
    expect(score([])).to.equal("—");
  });

  it("becomes a page that counts by file, and names what was not found", () => {
    const page = mutationPage(mutantsOf(report));
    expect(page).to.include("| **all** | 50.0 | 1 | 1 | 1 | 1 |");
    expect(page).to.include("- 1 mistakes in code that runs only once, when a file is loaded");
    expect(page).to.include("- 1 that keep the code or the tests from being loaded");
    expect(page).to.include("| domain/a.ts | 33.3 | 1 | 0 | 1 | 1 |");
    expect(page).to.include(
      "| `domain/a.ts:2` | `` two \\|\\| three `` | `` two && three `` | not looked at yet |",
    );
    expect(page).to.include("| `domain/a.ts:1` | `` one `` | `` false `` | not looked at yet |");
    expect(page).to.include("- `store/b.ts:1` `` a \\|\\| b `` became `` true ``");
  });

  it("became the page that is there, which lists each survivor for which a reason is given", async () => {
    const page = await readFile(new URL("../results.md", import.meta.url), "utf8");
    const rows = page.split("\n");
    for (const [file, those] of Object.entries(reasons)) {
      for (const [was, became, why] of those) {
        const end = `\` | ${code(was)} | ${code(became)} | ${why} |`;
        const isListed = rows.some((row) => row.startsWith(`| \`${short(file)}:`) && row.endsWith(end));
        expect(isListed, `${short(file)}: ${was}`).to.be.true;
      }
    }
  });
});

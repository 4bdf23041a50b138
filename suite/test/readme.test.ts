import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { root } from "../settings.js";

const english = read("README.md");
const korean = read("README.ko.md");

describe("README.ko.md", () => {
  it("has the commands of README.md, in the same order", () => {
    expect(commandsOf(korean)).to.deep.equal(commandsOf(english)).and.not.be.empty;
  });

  it("has the blocks of README.md, with the same names line by line", () => {
    expect(namesInBlocks(korean)).to.deep.equal(namesInBlocks(english)).and.not.be.empty;
  });

  it("has the tables of README.md, row by row, with the same code in each cell", () => {
    expect(tablesOf(korean)).to.deep.equal(tablesOf(english)).and.not.be.empty;
  });

  it("has as many headings as README.md, of the same levels", () => {
    expect(levelsOf(korean)).to.deep.equal(levelsOf(english)).and.not.be.empty;
  });

  it("has the links of README.md, section by section, and each page links to the other", () => {
    expect(linksOf(korean)).to.deep.equal(linksOf(english)).and.not.be.empty;
    expect(korean.text).to.match(/^\[English\]\(README\.md\)$/m);
    expect(english.text).to.match(/^\[한국어\]\(README\.ko\.md\)$/m);
  });

  it("names in each section the code that README.md names there", () => {
    expect(sectionsOf(korean).map(codeIn)).to.deep.equal(sectionsOf(english).map(codeIn)).and.not.be.empty;
  });
});

describe("the map of folders in README.md", () => {
  it("names files and folders that exist", () => {
    const [map] = english.blocks.filter(({ language }) => language === "");
    let top = "";
    const paths = map!.lines.map((line) => {
      const name = nameOf(line).trim();
      if (!line.startsWith(" ")) top = name;
      return line.startsWith(" ") ? top + name : name;
    });
    expect(paths.filter((path) => !existsSync(root + path))).to.deep.equal([]);
  });
});

interface Page {
  /** The page with its code blocks. */
  whole: string;
  /** The page without its code blocks. */
  text: string;
  blocks: { language: string; lines: string[] }[];
}

function read(name: string): Page {
  const whole = readFileSync(root + name, "utf8");
  const fence = /^```(\w*)\n(.*?)^```$/gms;
  const blocks = [...whole.matchAll(fence)].map(([, language, content]) => ({
    language: language!,
    lines: content!.trimEnd().split("\n"),
  }));
  return { whole, text: whole.replace(fence, ""), blocks };
}

/** Each line of the shell blocks, and each npm or npx command in a sentence or a table. */
function commandsOf({ whole }: Page): string[] {
  const commands = whole.matchAll(/^```sh\n(.*?)^```$|`(np[mx] [^`]+)`/gms);
  return [...commands].map(([, block, inline]) => block ?? inline!);
}

/**
 * The code blocks that are not for the shell. Of each line only the name counts, a path or a transition,
 * and not the words after it.
 */
function namesInBlocks({ blocks }: Page) {
  return blocks
    .filter(({ language }) => language !== "sh")
    .map(({ language, lines }) => ({ language, names: lines.map(nameOf) }));
}

function nameOf(line: string): string {
  // The label of a state is in quotation marks, and that of a transition is after a colon.
  return line.replace(/".*"/, '""').replace(/(\S)(: | {2,}).*$/, "$1");
}

/**
 * The tables, row by row. Of each cell only the code counts. It is sorted, because the languages
 * order words differently.
 */
function tablesOf({ text }: Page): string[][][][] {
  const tables = [...text.matchAll(/(?:^\|.*\|\n)+/gm)];
  return tables.map(([table]) =>
    table
      .trimEnd()
      .split("\n")
      .map((row) => row.slice(1, -1).split("|").map(codeIn)),
  );
}

function levelsOf({ text }: Page): number[] {
  return [...text.matchAll(/^(#+) /gm)].map(([, hashes]) => hashes!.length);
}

function sectionsOf({ text }: Page): string[] {
  return text.split(/^#+ .*$/m);
}

function linksOf(page: Page): string[][] {
  return sectionsOf(page).map((section) =>
    [...section.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link!)
      .filter((link) => !/^README(\.ko)?\.md$/.test(link))
      .sort(),
  );
}

function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!).sort();
}

/** A place in a source file; lines and columns count from one. */
interface Position {
  line: number;
  column: number;
}

/** The used part of a report. https://github.com/stryker-mutator/mutation-testing-elements describes the format. */
export interface Report {
  files: Record<string, { source: string; mutants: ReportedMutant[] }>;
}

interface ReportedMutant {
  status: string;
  replacement?: string;
  location: { start: Position; end: Position };
}

/** A mistake that was made in a file, and whether the tests found it. */
export interface Mutant {
  file: string;
  line: number;
  /** Its place as Stryker's `mutate` takes it: lines count from one, columns from zero. */
  range: string;
  /** The original text, and the text that replaced it, each on one line. */
  was: string;
  became: string;
  status: string;
}

/** All mutants, sorted by file and by position. */
export function mutantsOf({ files }: Report): Mutant[] {
  return Object.keys(files)
    .sort()
    .flatMap((file) => {
      const { source, mutants } = files[file]!;
      return mutants.toSorted(byPlace).map(({ status, replacement = "", location: { start, end } }) => ({
        file,
        line: start.line,
        range: `${start.line}:${start.column - 1}-${end.line}:${end.column - 1}`,
        was: inOneLine(source.slice(offset(source, start), offset(source, end))),
        became: inOneLine(replacement),
        status,
      }));
    });
}

/** Replaces what became of mutants by what became of them when they were tried again. */
export function triedAgain(mutants: readonly Mutant[], again: readonly Mutant[]): Mutant[] {
  const key = ({ file, range, became }: Mutant) => `${file}:${range} ${became}`;
  const newer = new Map(again.map((mutant) => [key(mutant), mutant]));
  return mutants.map((mutant) =>
    ["Survived", "NoCoverage"].includes(mutant.status) ? (newer.get(key(mutant)) ?? mutant) : mutant,
  );
}

function byPlace(left: ReportedMutant, right: ReportedMutant): number {
  const [a, b] = [left.location, right.location];
  return (
    a.start.line - b.start.line ||
    a.start.column - b.start.column ||
    a.end.line - b.end.line ||
    a.end.column - b.end.column ||
    Number(left.replacement! > right.replacement!) - Number(left.replacement! < right.replacement!)
  );
}

function offset(source: string, { line, column }: Position): number {
  const before = source.split("\n").slice(0, line - 1);
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

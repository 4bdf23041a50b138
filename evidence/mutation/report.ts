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
  statusReason?: string;
  replacement?: string;
  location: { start: Position; end: Position };
}

/** A mistake that was made in a file, and whether the tests found it. */
export interface Mutant {
  file: string;
  line: number;
  /** The original text, on one line. */
  was: string;
  /** The text that replaced it, on one line. */
  became: string;
  /** Stryker's status, or `Static` if it was left out because its code runs only when a file is loaded. */
  status: string;
}

/** All mutants, sorted by file and by position. */
export function mutantsOf({ files }: Report): Mutant[] {
  return Object.keys(files)
    .sort()
    .flatMap((file) => {
      const { source, mutants } = files[file]!;
      return mutants
        .toSorted(byPlace)
        .map(({ status, statusReason, replacement = "", location: { start, end } }) => ({
          file,
          line: start.line,
          was: inOneLine(source.slice(offset(source, start), offset(source, end))),
          became: inOneLine(replacement),
          status: statusReason?.startsWith("Static") ? "Static" : status,
        }));
    });
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

/** A table of results. Each row has one cell for each column. */
export interface Table {
  caption: string;
  columns: string[];
  rows: string[][];
}

/** A table as Markdown. The cells are padded, so that the table also reads well on a terminal. */
export function markdown({ columns, rows }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? "").length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? "", width, column)).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [line(columns), rule, ...rows.map(line)].join("\n");
}

const pad = (cell: string, width: number, column: number) =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width);

/** Formats a number with fewer decimals the larger it is: `1,234`, `56.7`, `8.90`, `0.12`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return "—";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** Formats `value` as a multiple of `of`, such as `1.00 ×`. */
export const times = (value: number, of: number): string =>
  Number.isFinite(value / of) ? `${figure(value / of)} ×` : "—";

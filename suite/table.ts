/** Formats rows as a table. A column of numbers and its title are right-aligned. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(width(title), ...rows.map((row) => width(String(row[column])))),
  );
  const isNumeric = head.map((_, column) => rows.every((row) => typeof row[column] === "number"));
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, column) => {
        const blanks = " ".repeat(widths[column]! - width(String(cell)));
        return isNumeric[column] ? blanks + String(cell) : String(cell) + blanks;
      })
      .join("  ")
      .trimEnd();
  return [head, ...rows].map(line).join("\n");
}

/** How many terminal columns a text takes. Korean, Chinese and Japanese characters take two each. */
function width(text: string): number {
  const wide = /\p{Script=Hangul}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u;
  return Array.from(text).reduce((total, letter) => total + (wide.test(letter) ? 2 : 1), 0);
}

/** Formats a count with its noun: `1 booking`, `2 bookings`. */
export function counted(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

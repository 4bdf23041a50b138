/** Rows as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8: Korean ones take it for CP949 else. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("")}`;
}

/**
 * A text as a cell. One that begins as a formula does gets an apostrophe before it, because spreadsheets would compute it
 * and who books picks some of the texts (https://owasp.org/www-community/attacks/CSV_Injection).
 */
function cellOf(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

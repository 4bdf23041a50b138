/**
 * Formats rows as CSV (RFC 4180). The text begins with a byte order mark, because without it spreadsheet programs in
 * Korea may read the file as CP949 and not as UTF-8.
 */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(cellOf).join(",")}\r\n`).join("")}`;
}

/**
 * Formats a value as a cell. A text that begins like a formula gets an apostrophe in front. Otherwise a spreadsheet
 * could run it, and users choose some of the texts (https://owasp.org/www-community/attacks/CSV_Injection).
 */
function cellOf(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Reads an option that is a whole number; ends the process with one line where it is not. */
export function wholeNumber(option: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  process.stderr.write(`--${option} must be a whole number, not ${JSON.stringify(text)}\n`);
  process.exit(2);
}

const MINUTE_MS = 60_000;

/** An instant as clocks at a place show it, such as 2027-05-01T19:30:00+09:00; it is still the same instant. */
export function inZone(instant: Date, timeZone: string): string {
  const wallTime = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" })
    .format(instant)
    .replace(" ", "T");
  const offset = (Date.parse(`${wallTime}Z`) - instant.getTime()) / MINUTE_MS;
  // What has fractions of a second, or is from before there were zones, is told in UTC: this form could not hold it.
  if (!Number.isInteger(offset)) return instant.toISOString();
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${wallTime}${offset < 0 ? "-" : "+"}${twoDigits(hours)}:${twoDigits(minutes)}`;
}

/** The same to the minute and without the offset, for people: 2027-05-01 19:30. */
export function wallTime(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(
    instant,
  );
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

const MINUTE_MS = 60_000;

/** Formats an instant in a time zone, with its offset, such as 2027-05-01T19:30:00+09:00. */
export function inZone(instant: Date, timeZone: string): string {
  const wallTime = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" })
    .format(instant)
    .replace(" ", "T");
  const milliseconds = instant.getUTCMilliseconds();
  const offset = (Date.parse(`${wallTime}Z`) + milliseconds - instant.getTime()) / MINUTE_MS;
  // Before time zones existed, local times had offsets with seconds. ISO 8601 offsets have only minutes, so use UTC.
  if (!Number.isInteger(offset)) return instant.toISOString();
  const fraction = milliseconds === 0 ? "" : `.${String(milliseconds).padStart(3, "0")}`;
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${wallTime}${fraction}${offset < 0 ? "-" : "+"}${twoDigits(hours)}:${twoDigits(minutes)}`;
}

/** Formats an instant in a time zone for people, without seconds and offset: 2027-05-01 19:30. */
export function wallTime(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(
    instant,
  );
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

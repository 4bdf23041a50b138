/** One line of what firebase-tools and the functions print, made readable. */
export interface Said {
  /** `fault` is for every command; `log` is for whoever watches the functions at work. */
  kind: "fault" | "log";
  text: string;
}

/** What firebase-tools says in every run, and nothing to act on here. */
const expected = [
  /Env variable override detected/, // how the local Firestore comes into the suite
  /requested "node" version|Using node@/, // the cloud runs Node 22; here the functions run on the Node at hand
  /Emulator UI is not starting/, // it is a download
  /^i {2}emulators:/, // that it stops when it is told to
  /Loaded environment variables from/, // before every function it starts
  /Callable request verification passed/, // before every call of a callable
];

/**
 * Reads a line as firebase-tools prints it with `--log-verbosity QUIET`: after a sign if it is its own (`⚠`, `⬢` or
 * `Error:` where something is wrong), after `>` if a function logged it.
 * @returns null for what is not worth a reader's while.
 */
export function listen(line: string): Said | null {
  const plain = line.trimEnd();
  if (expected.some((pattern) => pattern.test(plain))) return null;
  const logged = /^> {1,2}(.*)$/.exec(plain);
  if (logged) return readLog(logged[1]!);
  const [, sign, text] = /^(⚠|⬢|Error:|i|✔) +(\S.*)$/.exec(plain) ?? [];
  if (text === undefined) return null;
  return { kind: sign === "i" || sign === "✔" ? "log" : "fault", text };
}

/** A structured log line becomes `booking.created bookingId=bk_1 seats=2`; anything else stays as it is. */
function readLog(text: string): Said {
  const entry = parse(text);
  if (entry === null) return { kind: "log", text };
  const { severity, message, ...details } = entry;
  const fields = Object.entries(details).map(([name, value]) => ` ${name}=${show(value)}`);
  const grave =
    severity === "ERROR" || severity === "CRITICAL" || severity === "ALERT" || severity === "EMERGENCY";
  const mark = severity === "WARNING" ? "warning: " : grave ? "error: " : "";
  return { kind: grave ? "fault" : "log", text: `${mark}${String(message)}${fields.join("")}` };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const entry: unknown = JSON.parse(text);
    return typeof entry === "object" && entry !== null && "severity" in entry ? { ...entry } : null;
  } catch {
    return null;
  }
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** One line of the output of firebase-tools and the functions, reformatted for people. */
export interface OutputLine {
  /** `fault`: every command that boots the suite shows it. `log`: only `npm start` and `npm run emulators` do. */
  kind: "fault" | "log";
  text: string;
}

/** Receives each step of the boot and of the stop, and the output of the emulators and the functions. */
export interface Reporter {
  step(text: string): void;
  output(line: OutputLine): void;
}

/** Prints only faults, to standard error, because standard output belongs to the command. */
export const faultsOnly: Reporter = {
  step: () => {},
  output: ({ kind, text }) => {
    if (kind === "fault") console.error(text);
  },
};

/** Messages of firebase-tools that need no action here. */
const expected = [
  /Env variable override detected/, // the suite sets the variable that replaces Google's Firestore with the local one
  /requested "node" version|Using node@/, // the cloud runs Node 22; here the functions run on the installed Node
  /Emulator UI is not starting/, // the suite does not use it, because it would have to be downloaded
  /^i {2}emulators:/, // says that the emulators stop, after the suite told them to
  /Loaded environment variables from/, // printed each time a function starts
  /Callable request verification passed/, // printed at each call of a callable
];

/**
 * Parses a line that firebase-tools prints with `--log-verbosity QUIET`. Its own messages begin with a sign. The signs
 * `⚠`, `⬢` and `Error:` mark problems. A line that a function logged begins with `>`.
 * @returns null for a line that begins with no sign and no `>`, and for a message that is `expected`.
 */
export function parseOutput(line: string): OutputLine | null {
  const plain = line.trimEnd();
  if (expected.some((pattern) => pattern.test(plain))) return null;
  const logged = /^> {1,2}(.*)$/.exec(plain);
  if (logged) return readLog(logged[1]!);
  const [, sign, text] = /^(⚠|⬢|Error:|i|✔) +(\S.*)$/.exec(plain) ?? [];
  if (text === undefined) return null;
  return { kind: sign === "i" || sign === "✔" ? "log" : "fault", text };
}

/** Formats a log entry, as `warning: token.not-checked code=1`. Errors count as faults. Other text is unchanged. */
function readLog(text: string): OutputLine {
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

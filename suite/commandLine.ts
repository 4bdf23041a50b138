import { parseArgs, type ParseArgsConfig } from "node:util";
import { Complaint } from "./complaint.js";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What stands on a command's line. */
export interface CommandLine {
  /** The command's explanation, for `--help`. Its first line is the usage, such as `npm run fuzz -- [NAME ...]`. */
  help: string;
  /** Whether there may be arguments that are no options. */
  operands?: boolean;
  /** The arguments; of this process where there are none given, which then ends where they are not to be run with. */
  args?: string[];
}

/** A command ends before it does anything: its explanation was asked for (exit code 0), or its line is wrong (2). */
export class Explained extends Complaint {
  constructor(
    text: string,
    readonly exitCode: 0 | 2,
  ) {
    super(text);
  }
}

/**
 * Reads a command's line. `--help` is answered with the explanation, an option that the command does not have with one
 * line and exit code 2.
 * @throws Explained for either, where the arguments were given; else the process ends.
 */
export function commandLine<O extends Options>({ help, operands = false, args }: CommandLine, options: O) {
  const given = args ?? process.argv.slice(2);
  try {
    if (given.includes("--help") || given.includes("-h")) throw new Explained(help, 0);
    return parseArgs({ args: given, options, allowPositionals: operands });
  } catch (error) {
    const [problem] = (error as Error).message.split(". ");
    const explained = error instanceof Explained ? error : misused(problem!, help);
    if (args !== undefined) throw explained;
    return end(explained);
  }
}

/** The error about what a command was given, with the usage that its explanation begins with. */
export function misused(problem: string, help: string): Explained {
  return new Explained(`${problem}. Usage: ${help.split("\n")[0]}`, 2);
}

/** Reads an option that is a whole number; ends the process where it is none. */
export function wholeNumber(option: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return refuse(`--${option} must be a whole number, not ${JSON.stringify(text)}`);
}

/** Ends the process with one line that says what is wrong with its command's line. */
export function refuse(problem: string): never {
  return end(new Explained(problem, 2));
}

/** Ends the process, and says why where it belongs. */
export function end({ message, exitCode }: Explained): never {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${message}\n`);
  process.exit(exitCode);
}

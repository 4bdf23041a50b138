import { parseArgs, type ParseArgsConfig } from "node:util";
import { UserError } from "./userError.js";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Describes the command line of a command. */
export interface CommandLine {
  /** The text that `--help` prints. Its first line is the usage, such as `npm run fuzz -- [NAME ...]`. */
  help: string;
  /** Whether the command takes arguments that are not options. */
  operands?: boolean;
  /**
   * The arguments. If they are absent, those of this process are parsed, and a wrong argument or
   * `--help` ends the process.
   */
  args?: string[];
}

/** The error that ends a command before it starts: the user asked for help (exit code 0) or made a mistake (2). */
export class Explained extends UserError {
  constructor(
    text: string,
    readonly exitCode: 0 | 2,
  ) {
    super(text);
  }
}

/**
 * Parses a command line. For `--help` it prints the help text, and for a wrong argument one line. Then it ends the
 * process, with exit code 0 or 2.
 * @throws Explained instead of that, if `args` was given.
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

/** Returns the error for a wrong command line: the problem, and the usage, which is the first line of the help text. */
export function misused(problem: string, help: string): Explained {
  return new Explained(`${problem}. Usage: ${help.split("\n")[0]}`, 2);
}

/** Parses an option as a whole number of at most 15 digits. Ends the process if it is not one. */
export function wholeNumber(option: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return refuse(`--${option} must be a whole number, not ${JSON.stringify(text)}`);
}

/** Ends the process with exit code 2 and one line that says what is wrong with the command line. */
export function refuse(problem: string): never {
  return end(new Explained(problem, 2));
}

/** Ends the process. Prints help to standard output, and an error to standard error. */
export function end({ message, exitCode }: Explained): never {
  (exitCode === 0 ? process.stdout : process.stderr).write(`${message}\n`);
  process.exit(exitCode);
}

import { parseArgs, type ParseArgsConfig } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What stands on a command's line. */
export interface CommandLine {
  /** The command's explanation, for `--help`. Its first line is the usage, such as `npm run fuzz -- [NAME ...]`. */
  help: string;
  /** Whether there may be arguments that are no options. */
  operands?: boolean;
  args?: string[];
}

/**
 * Reads a command's line, of this process unless another is given. `--help` is answered with the explanation, an option
 * that the command does not have with one line and exit code 2; either ends the process.
 */
export function commandLine<O extends Options>(
  { help, operands = false, args = process.argv.slice(2) }: CommandLine,
  options: O,
) {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${help}\n`);
    process.exit(0);
  }
  try {
    return parseArgs({ args, options, allowPositionals: operands });
  } catch (error) {
    const [problem] = (error as Error).message.split(". ");
    return misused(problem!, help);
  }
}

/** Reads an option that is a whole number. */
export function wholeNumber(option: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return refuse(`--${option} must be a whole number, not ${JSON.stringify(text)}`);
}

/** Ends the process with one line about what a command was given, and the usage that its explanation begins with. */
export function misused(problem: string, help: string): never {
  return refuse(`${problem}. Usage: ${help.split("\n")[0]}`);
}

/** Ends the process with one line that says what is wrong with its command's line. */
export function refuse(problem: string): never {
  process.stderr.write(`${problem}\n`);
  process.exit(2);
}

import { parseArgs, type ParseArgsConfig } from "node:util";
import { Complaint } from "./complaint.js";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's arguments; null where its help was asked for, and shown.
 * @param help what `--help` shows; its first line is the usage, which a wrong option is told with.
 * @throws Complaint in one line.
 */
export function readArguments<O extends Options>(args: string[], help: string, options: O) {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(help);
    return null;
  }
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw misused((error as Error).message.split(".")[0]!, help);
  }
}

/** The complaint about arguments that are not what a command takes. */
export function misused(problem: string, help: string): Complaint {
  return new Complaint(`${problem}. ${help.split("\n")[0]}`);
}

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { commandLine } from "./commandLine.js";
import { UserError } from "./userError.js";
import { faultsOnly } from "./reporter.js";
import type { Stopped } from "./stopping.js";
import { withSuite } from "./withSuite.js";

const help = `npm run stack -- COMMAND [ARGUMENTS]

Boots the service, runs the command with the variables set by which the Admin SDK finds it, stops it, and exits with
the command's exit code. What follows the command's name is the command's own.`;

/**
 * `npm run stack -- CMD ARGS`: boots the suite, loads the samples, runs the command and stops the suite. The command's
 * environment variables tell the Admin SDK the addresses of the suite.
 * @returns the command's exit code, or 128 plus the signal's number if a signal ended the command or the boot.
 */
export async function main(args: string[]): Promise<number> {
  const first = args.findIndex((arg) => !arg.startsWith("-"));
  const command = first === -1 ? [] : args.slice(first);
  commandLine({ help, args: args.slice(0, args.length - command.length) }, {});
  if (command.length === 0) throw new UserError("Which command? npm run stack -- COMMAND [ARGUMENTS]");
  return withSuite({ firestore: "local", warm: false }, faultsOnly, (suite, stop) => {
    void suite.failed.catch((reason: UserError) => console.error(reason.message));
    return run(command, { ...process.env, ...suite.environment }, stop);
  });
}

function run([command, ...args]: string[], env: NodeJS.ProcessEnv, stop: AbortSignal): Promise<number> {
  const child = spawn(command!, args, { stdio: "inherit", env });
  // A terminal sends Ctrl-C to the command as well, so SIGINT is not passed on if there is a terminal.
  stop.addEventListener("abort", () => {
    const { signal } = stop.reason as Stopped;
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new UserError(error.code === "ENOENT" ? `${command}: there is no such command.` : error.message),
      ),
    );
    child.once("exit", (code, signal) => resolve(signal === null ? code! : 128 + constants.signals[signal]));
  });
}

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { boot } from "./boot.js";
import { build } from "./build.js";
import { Complaint } from "./complaint.js";
import type { Said } from "./chatter.js";
import { loadSamples } from "./load.js";
import { assertPortsFree } from "./ports.js";
import { aborted, Stopped, whenStopped } from "./stopping.js";

/**
 * `npm run stack -- CMD ARGS`: boots the suite, seeds it, runs the command against it, and stops it.
 * @returns the command's exit code; 128 and the signal's number if a signal ended it.
 */
export async function main(command: string[]): Promise<number> {
  if (command.length === 0) throw new Complaint("Which command? npm run stack -- COMMAND [ARGUMENTS]");
  const stop = whenStopped();
  try {
    await assertPortsFree();
    await build(stop);
    const suite = await boot("local", tell, stop);
    void suite.failed.then(({ message }) => console.error(message));
    try {
      await loadSamples(suite);
      return await run(command, { ...process.env, ...suite.environment }, stop);
    } finally {
      await suite.stop();
    }
  } catch (error) {
    if (error instanceof Stopped) return error.exitCode;
    throw error;
  }
}

function run(
  [command, ...args]: string[],
  environment: NodeJS.ProcessEnv,
  stop: AbortSignal,
): Promise<number> {
  if (command === undefined) throw new Complaint("");
  const child = spawn(command!, args, { stdio: "inherit", env: environment });
  // A Ctrl-C at the terminal reaches the command by itself; whatever else ends this process is passed on to it.
  void aborted(stop).then(() => {
    const { signal } = stop.reason as Stopped;
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(new Complaint(error.code === "ENOENT" ? `${command}: there is no such command` : error.message)),
    );
    child.once("exit", (code, signal) => resolve(signal === null ? code! : 128 + constants.signals[signal]));
  });
}

/** Only what is wrong: the rest of the output is the command's. */
function tell({ kind, text }: Said): void {
  if (kind === "fault") console.error(text);
}

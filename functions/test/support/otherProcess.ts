import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Runs a script of this folder in a process of its own.
 * @returns the value that the script gives to `tellTest`.
 */
export async function toldBy<T>(script: string, env: NodeJS.ProcessEnv): Promise<T> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await run(process.execPath, ["--import", "tsx", path], { env });
  return JSON.parse(/^TOLD (.*)$/m.exec(stdout)![1]!) as T;
}

/** Tells the test that started this process a value. */
export function tellTest(value: unknown): void {
  process.stdout.write(`\nTOLD ${JSON.stringify(value)}\n`);
}

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import type { BuildContext } from "esbuild";
import { buildLocalShop } from "./shop.js";
import { UserError } from "./userError.js";
import { root } from "./settings.js";

/**
 * Compiles the functions and the local Firestore if they changed since the last build, and bundles the functions and
 * the shop.
 * @returns esbuild's context of the shop. Its `watch` builds the shop again after each change.
 * @throws UserError with the output of the compiler or of the bundler, or if packages are missing; or `stop`'s reason.
 */
export async function build(stop: AbortSignal): Promise<BuildContext> {
  if (!existsSync(`${root}functions/node_modules`)) {
    throw new UserError("The packages of functions/ are not installed: run `npm ci` first.");
  }
  await run(stop, "node_modules/typescript/bin/tsc", "-b");
  await run(stop, "functions/build.js");
  return buildLocalShop();
}

async function run(stop: AbortSignal, ...command: string[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    execFile(process.execPath, command, { cwd: root, signal: stop }, (error, output, problems) => {
      const said = `${output}${problems}`.trim();
      if (error === null || stop.aborted) resolve();
      else reject(new UserError(`${said}\nThe build failed: put the above right and start again.`));
    });
  });
  stop.throwIfAborted();
}

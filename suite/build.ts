import { execFile } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import type { BuildContext } from "esbuild";
import { buildLocalShop } from "./shop.js";
import { UserError } from "./userError.js";
import { root } from "./settings.js";

/**
 * Compiles the functions and the local Firestore if they changed since the last build, and builds the shop. Copies
 * `openapi.json` into the build, because the functions serve it.
 * @returns esbuild's context of the shop. Its `watch` builds the shop again after each change.
 * @throws UserError with the compiler's output, or if packages are missing.
 */
export async function build(stop: AbortSignal): Promise<BuildContext> {
  if (!existsSync(`${root}functions/node_modules`)) {
    throw new UserError("The packages of functions/ are not installed: run `npm ci` first.");
  }
  await new Promise<void>((resolve, reject) => {
    const compiler = `${root}node_modules/typescript/bin/tsc`;
    execFile(process.execPath, [compiler, "-b"], { cwd: root, signal: stop }, (error, output) => {
      if (error === null || stop.aborted) resolve();
      else reject(new UserError(`${output.trim()}\nThe build failed: put the above right and start again.`));
    });
  });
  stop.throwIfAborted();
  copyFileSync(`${root}docs/openapi.json`, `${root}functions/lib/openapi.json`);
  return buildLocalShop();
}

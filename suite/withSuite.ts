import type { BuildContext } from "esbuild";
import { boot, type Suite } from "./boot.js";
import { build } from "./build.js";
import type { SuiteOptions } from "./firebaseTools.js";
import { loadSamples } from "./load.js";
import { assertPortsFree } from "./ports.js";
import type { Reporter } from "./reporter.js";
import { Stopped, whenStopped } from "./stopping.js";

/**
 * Builds and boots the suite, loads the samples, and runs `work`. Then stops the suite, even if `work` failed.
 * @param work also gets esbuild's context of the shop, so that esbuild can watch the shop's files.
 * @returns the exit code of `work`, or 128 plus the signal's number if a signal ended the build, the boot or `work`.
 * @throws UserError if a port is in use, or the build or the boot fails. Passes on all other errors, also `work`'s.
 */
export async function withSuite(
  options: SuiteOptions,
  { step, output }: Reporter,
  work: (suite: Suite, stop: AbortSignal, shop: BuildContext) => Promise<number>,
): Promise<number> {
  const stop = whenStopped();
  try {
    await assertPortsFree();
    step("Building the functions, the local Firestore and the shop ...");
    const shop = await build(stop);
    try {
      step("Starting the hosting, auth, functions and Firestore emulators ...");
      const suite = await boot(options, output, stop);
      try {
        step("Putting the sample performances on sale ...");
        await loadSamples(suite);
        stop.throwIfAborted();
        return await work(suite, stop, shop);
      } finally {
        step("\nStopping the emulators ...");
        await suite.stop();
      }
    } finally {
      await shop.dispose();
    }
  } catch (error) {
    if (error instanceof Stopped) return error.exitCode;
    throw error;
  }
}

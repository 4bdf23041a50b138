import { boot, type Suite } from "./boot.js";
import { build } from "./build.js";
import type { Said } from "./chatter.js";
import type { SuiteOptions } from "./firebaseTools.js";
import { loadSamples } from "./load.js";
import { assertPortsFree } from "./ports.js";
import { Stopped, whenStopped } from "./stopping.js";

/** Who is told what goes on: each step of booting, and what the emulators and the functions say. */
export interface Audience {
  step(text: string): void;
  hear(said: Said): void;
}

/**
 * Builds, boots and seeds the suite, does the work, and stops the suite, however the work ended.
 * @returns the exit code: the work's own, or the one that tells of the signal that stopped it.
 * @throws Complaint if the suite does not come up, and what the work throws.
 */
export async function withSuite(
  options: SuiteOptions,
  { step, hear }: Audience,
  work: (suite: Suite, stop: AbortSignal) => Promise<number>,
): Promise<number> {
  const stop = whenStopped();
  try {
    await assertPortsFree();
    step("Building the functions and the local Firestore ...");
    await build(stop);
    step("Starting the auth, functions and Firestore emulators ...");
    const suite = await boot(options, hear, stop);
    try {
      step("Putting the sample performances on sale ...");
      await loadSamples(suite);
      return await work(suite, stop);
    } finally {
      step("\nStopping the emulators ...");
      await suite.stop();
    }
  } catch (error) {
    if (error instanceof Stopped) return error.exitCode;
    throw error;
  }
}

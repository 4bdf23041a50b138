import { boot, type Suite } from "./boot.js";
import { build } from "./build.js";
import type { Said } from "./chatter.js";
import type { FirestoreKind } from "./firebaseTools.js";
import { loadSamples } from "./load.js";
import { assertPortsFree } from "./ports.js";
import { aborted, Stopped, whenStopped } from "./stopping.js";
import { sweepEveryMinute } from "./sweeping.js";
import { welcome } from "./welcome.js";

/**
 * Runs the suite until it is stopped, and says what it is doing.
 * @returns the exit code: 0 if it was asked to stop.
 * @throws Complaint if it does not come up, or ends by itself.
 */
export async function serve(kind: FirestoreKind): Promise<number> {
  const stop = whenStopped();
  void aborted(stop).then(() => say("\nStopping ..."));
  const began = Date.now();
  try {
    await assertPortsFree();
    say("Building the functions and the local Firestore ...");
    await build(stop);
    say("Starting the auth, functions and Firestore emulators ...");
    const suite = await boot(kind, tell, stop);
    try {
      say("Putting the sample performances on sale ...");
      await loadSamples(suite);
      sweepEveryMinute(stop, (problem) => tell({ kind: "fault", text: problem }));
      say(welcome(Date.now() - began));
      await runUntil(stop, suite);
    } finally {
      await suite.stop();
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  say("Stopped. Nothing is left running.");
  return 0;
}

async function runUntil(stop: AbortSignal, suite: Suite): Promise<void> {
  const failure = await Promise.race([aborted(stop), suite.failed]);
  if (failure) throw failure;
}

function tell({ kind, text }: Said): void {
  const time = new Date().toLocaleTimeString("en-GB");
  say(`${time}  ${kind === "fault" ? "! " : ""}${text}`);
}

function say(text: string): void {
  console.log(text);
}

import type { FirestoreKind } from "./firebaseTools.js";
import type { OutputLine } from "./reporter.js";
import { untilStopped } from "./stopping.js";
import { sweepEveryMinute } from "./sweeping.js";
import { welcome } from "./welcome.js";
import { withSuite } from "./withSuite.js";

/**
 * Runs the suite until the user stops it, with the sweeps every minute. Builds the shop again after each change. Prints
 * each step, and what the emulators and the functions report.
 * @returns exit code 0, because a stop by the user is the normal end.
 * @throws UserError if the build or the boot fails, or if the suite ends by itself.
 */
export async function serve(firestore: FirestoreKind): Promise<number> {
  const began = Date.now();
  await withSuite({ firestore, warm: true }, { step: say, output }, async (suite, stop, shop) => {
    await shop.watch();
    sweepEveryMinute(stop, (problem) => output({ kind: "fault", text: problem }));
    say(welcome(Date.now() - began));
    return Promise.race([untilStopped(stop), suite.failed]);
  });
  say("Stopped. Nothing is left running.");
  return 0;
}

function output({ kind, text }: OutputLine): void {
  const time = new Date().toLocaleTimeString("en-GB");
  say(`${time}  ${kind === "fault" ? "! " : ""}${text}`);
}

function say(text: string): void {
  console.log(text);
}

import { commandLine } from "./commandLine.js";
import { assertJava } from "./java.js";
import { serve } from "./serve.js";

const help = `npm run emulators

The same as npm start, with Google's own Firestore emulator: it needs Java 21, and is a download of 140 MB.`;

/** `npm run emulators`: runs the whole suite with Google's own Firestore emulator. */
export async function main(args: string[]): Promise<number> {
  commandLine({ help, args }, {});
  await assertJava();
  return serve("google");
}

import { assertJava } from "./java.js";
import { serve } from "./serve.js";

/** `npm run emulators`: the whole suite, with Google's own Firestore emulator. */
export async function main(): Promise<number> {
  await assertJava();
  return serve("google");
}

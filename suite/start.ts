import { commandLine } from "./commandLine.js";
import { serve } from "./serve.js";

const help = `npm start

Boots the whole service on this machine: auth, functions and Firestore, with sample performances on sale and the sweeps every
minute. Ends at Ctrl-C, or when the process ends that started it. The ports are in firebase.json.`;

/** `npm start`: runs the whole suite with the project's own Firestore. */
export function main(args: string[]): Promise<number> {
  commandLine({ help, args }, {});
  return serve("local");
}

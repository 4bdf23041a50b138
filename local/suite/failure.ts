import { readFileSync } from "node:fs";
import { Complaint } from "./complaint.js";
import { portsTaken } from "./ports.js";
import { addresses, parts, root } from "./settings.js";

/** Finds the reason why the emulators failed in the last lines they said. */
export function whyItFailed(lines: readonly string[]): Complaint {
  const said = lines.join("\n");

  const port = /Port (\d+) is not open/.exec(said)?.[1];
  const part = parts.find((part) => addresses[part].port === Number(port));
  if (part) return portsTaken([part]);

  const functions = /Failed to load function definition from source: (?:FirebaseError: )?(.*)/.exec(
    said,
  )?.[1];
  if (functions) return new Complaint(`The functions could not be loaded: ${functions}`);

  if (/Firestore Emulator has exited with code/.test(said)) {
    return new Complaint(`Firestore ended: ${lastLine(`${root}firestore-debug.log`)}`);
  }
  const error = /^Error: (.*)/m.exec(said)?.[1] ?? lines.findLast((line) => line.trim() !== "");
  return new Complaint(`The emulators ended: ${error ?? "they did not say why"}`);
}

function lastLine(path: string): string {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.at(-1) || "it did not say why";
}

import { readFileSync } from "node:fs";
import { UserError } from "./userError.js";
import { portsTaken } from "./ports.js";
import { addresses, parts, root } from "./settings.js";

/** The message of firebase-tools when it cannot load the functions. It then continues without them. */
export const FUNCTIONS_FAILED = "Failed to load function definition";

/** Finds the reason of a failure in the last lines that the emulators printed. */
export function whyItFailed(lines: readonly string[]): UserError {
  const said = lines.join("\n");

  const port = Number(/Port (\d+) is not open/.exec(said)?.[1]);
  const part = parts.find((part) => addresses[part].port === port);
  if (part) return portsTaken([part]);

  const functionsFailed = lines.findLastIndex((line) => line.includes(FUNCTIONS_FAILED));
  if (functionsFailed !== -1) {
    const thrown = lines.slice(0, functionsFailed).findLast((line) => /^\w*Error\b/.test(line));
    return new UserError(`The functions could not be loaded: ${thrown ?? lines[functionsFailed]}`);
  }
  if (said.includes("Firestore Emulator has exited with code")) {
    return new UserError(`Firestore ended: ${lastLine(`${root}firestore-debug.log`)}`);
  }
  const download = /Failed to make request to (https:\/\/storage\.googleapis\.com\/\S+\.jar)/.exec(said)?.[1];
  if (download) {
    return new UserError(`Google's Firestore emulator could not be downloaded: no answer for ${download}`);
  }
  const error = /^Error: (.*)/m.exec(said)?.[1] ?? lines.findLast((line) => line.trim() !== "");
  return new UserError(`The emulators ended: ${error ?? "they did not say why."}`);
}

function lastLine(path: string): string {
  return readFileSync(path, "utf8").trim().split("\n").at(-1) || "it did not say why.";
}

/**
 * Runs firebase-tools as a part of the suite. When the suite's process ends for any reason, the IPC channel to this
 * process closes. This process then stops its emulators, removes the suite's folder and exits.
 */
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { askNoRegistry, compileQuickly, shareInstances, spreadPorts, startInstances } from "./adjust.js";

process.on("disconnect", () => {
  process.on("exit", () => rmSync(process.env.SUITE_FOLDER, { recursive: true, force: true }));
  if (!process.emit("SIGTERM", "SIGTERM")) process.exit(); // no handler yet: firebase-tools has started nothing
});
// Ignore write errors, because after the suite has ended nobody reads the output.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

shareInstances();
if (process.env.WARM_FUNCTIONS) startInstances();
askNoRegistry();
spreadPorts();
compileQuickly();
createRequire(import.meta.url)("firebase-tools/lib/bin/firebase.js");

/**
 * firebase-tools as a part of the suite. It ends, and takes its emulators with it, when the suite is gone, however it
 * went: the channel between the two closes then.
 */
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { askNoRegistry, compileQuickly, shareInstances, spreadPorts, startInstances } from "./adjust.js";

process.on("disconnect", () => {
  process.on("exit", () => rmSync(process.env.SUITE_FOLDER, { recursive: true, force: true }));
  if (!process.emit("SIGTERM", "SIGTERM")) process.exit(); // nothing was started yet
});
// There is no one left to read what it says about it.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

shareInstances();
if (process.env.WARM_FUNCTIONS) startInstances();
askNoRegistry();
spreadPorts();
compileQuickly();
createRequire(import.meta.url)("firebase-tools/lib/bin/firebase.js");

/**
 * firebase-tools as a part of the suite. It ends, and takes its emulators with it, when the suite is gone, however it
 * went: the channel between the two closes then.
 */
import { createRequire } from "node:module";
import process from "node:process";
import { compileQuickly, shareInstances } from "./adjust.js";

process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
// There is no one left to read what it says about it.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

shareInstances();
compileQuickly();
createRequire(import.meta.url)("firebase-tools/lib/bin/firebase.js");

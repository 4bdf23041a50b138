/**
 * Runs the local Firestore as a part of the suite. Its standard input is a pipe that the suite holds open. When the
 * suite's process ends for any reason, the pipe closes and this process exits.
 */
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

process.stdin.on("end", () => process.exit()).resume();
process.stdin.unref(); // the open pipe must not keep this process alive

const root = new URL("../../", import.meta.url);
// Tests set CHECK_INDEXES so that a query without an index fails, as in the cloud. A developer who explores the data by
// hand may run any query.
if (process.env.CHECK_INDEXES) {
  process.argv.push("--indexes", fileURLToPath(new URL("firestore.indexes.json", root)));
}
await import("local-firestore/main");

/**
 * The local Firestore as a part of the suite. Its standard input is a pipe that the suite holds open: when the suite is
 * gone, however it went, the pipe ends, and this process with it.
 */
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

process.stdin.on("end", () => process.exit()).resume();
process.stdin.unref(); // nor does the pipe keep it alive

const root = new URL("../../", import.meta.url);
// A forgotten index is found by the tests. Whoever looks around by hand may ask what they like.
if (process.env.CHECK_INDEXES) {
  process.argv.push("--indexes", fileURLToPath(new URL("firestore.indexes.json", root)));
}
await import("local-firestore/main");

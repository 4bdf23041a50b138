/**
 * Runs one of the suite's commands, such as `node suite/run.js start`. This file is plain JavaScript, so that it also
 * runs if Node is too old or the packages are not installed. It then prints one clear line instead of a stack trace.
 */
import console from "node:console";
import process from "node:process";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or later is needed; this is ${process.version}.`);
  process.exit(1);
}

const tsx = await import("tsx/esm/api").catch(() => {
  console.error("The packages are not installed yet: run `npm ci` first.");
  process.exit(1);
});
tsx.register();

const [command, ...args] = process.argv.slice(2);
const { UserError } = await import("./userError.ts");
const { end, Explained } = await import("./commandLine.ts");
try {
  const { main } = await import(`./${command}.ts`);
  process.exit(await main(args));
} catch (error) {
  if (error instanceof Explained) end(error);
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exit(1);
}

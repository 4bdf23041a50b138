import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { commandLine } from "../../suite/commandLine.js";
import { mutationPage, score } from "./page.js";
import { mutantsOf, type Report } from "./report.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const stryker = here("node_modules/@stryker-mutator/core/bin/stryker.js");
const report = here("../../reports/mutation.json");

const help = `npm run stryker -- [--mutate FILES]

Makes a thousand small mistakes in domain/ and store/, one at a time, counts those that the tests find, and writes
evidence/mutation/results.md. Takes up to an hour. Installs what it needs first.

  --mutate FILES   in these files only, such as functions/src/bookings/store/lockSeats.ts; the page is not written then`;

const { mutate } = commandLine({ help }, { mutate: { type: "string" } }).values;
const options = mutate === undefined ? [] : ["--mutate", mutate];

const installed = spawnSync("npm", ["ci", "--prefix", here("."), "--loglevel", "error"], {
  stdio: "inherit",
});
if (installed.status !== 0) process.exit(installed.status ?? 1);

await rm(report, { force: true });
const { status } = spawnSync(process.execPath, [stryker, "run", here("stryker.config.json"), ...options], {
  cwd: here("../.."),
  stdio: "inherit",
});
if (existsSync(report)) {
  const mutants = mutantsOf(JSON.parse(await readFile(report, "utf8")) as Report);
  process.stdout.write(`${score(mutants)} of 100 mistakes are found.\n`);
  if (options.length === 0) await writeFile(here("results.md"), mutationPage(mutants));
}
process.exitCode = status ?? 1;

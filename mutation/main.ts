import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { mutationPage, score } from "./page.js";
import { mutantsOf, type Report } from "./report.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const stryker = here("node_modules/@stryker-mutator/core/bin/stryker.js");
const report = here("../reports/mutation.json");

/** Options for Stryker, such as `--mutate functions/src/store/lockSeats.ts`. The page is of all files, so not written then. */
const options = process.argv.slice(2);

await rm(report, { force: true });
const { status } = spawnSync(process.execPath, [stryker, "run", here("stryker.config.json"), ...options], {
  cwd: here(".."),
  stdio: "inherit",
});
if (existsSync(report)) {
  const mutants = mutantsOf(JSON.parse(await readFile(report, "utf8")) as Report);
  process.stdout.write(`${score(mutants)} of 100 mistakes are found.\n`);
  if (options.length === 0) await writeFile(here("../docs/mutation.md"), mutationPage(mutants));
}
process.exitCode = status ?? 1;

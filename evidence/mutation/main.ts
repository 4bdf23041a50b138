import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { commandLine } from "../../suite/commandLine.js";
import { mutationPage, score } from "./page.js";
import { mutantsOf, triedAgain, type Mutant, type Report } from "./report.js";
import { rooms } from "./rooms.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const stryker = here("node_modules/@stryker-mutator/core/bin/stryker.js");
const reported = here("../../reports/mutation.json");
const written = here("../../reports/stryker.config.json");

/** The least score, in percent. */
const LEAST = 90;

const help = `npm run stryker -- [--mutate FILES]

Makes three thousand small mistakes in functions/src, one at a time, counts those that the tests find, and writes
evidence/mutation/results.md. Tries the tests of the mistake's own folders first, and all tests on what these do not
find. Takes several hours, because a mistake that nothing finds runs all tests. Installs what it needs first.

  --mutate FILES   in these files only, such as functions/src/bookings/store/lockSeats.ts, with all tests at once; the
                   page is not written then`;

const { mutate } = commandLine({ help }, { mutate: { type: "string" } }).values;

interface Config {
  mochaOptions: { spec: string[] };
}

const everything = JSON.parse(await readFile(here("stryker.config.json"), "utf8")) as Config;

/** Runs Stryker, and returns what became of each mutant. Ends the process if there is no report. */
async function mutants({ mutate, spec }: { mutate: string[]; spec: string[] }): Promise<Mutant[]> {
  await rm(reported, { force: true });
  await mkdir(here("../../reports"), { recursive: true });
  const config = { ...everything, mutate, mochaOptions: { ...everything.mochaOptions, spec } };
  await writeFile(written, JSON.stringify(config));
  const { status } = spawnSync(process.execPath, [stryker, "run", written], {
    cwd: here("../.."),
    stdio: "inherit",
  });
  const report = await readFile(reported, "utf8").catch(() => process.exit(status || 1));
  return mutantsOf(JSON.parse(report) as Report);
}

/** Tries the tests of each room first, and all tests on what they do not find. */
async function all(): Promise<Mutant[]> {
  const found: Mutant[] = [];
  for (const room of rooms) {
    process.stdout.write(`\n${room.name}, with its own tests\n`);
    const spec = room.tests.map((path) => `functions/test/${path}.test.ts`);
    found.push(...(await mutants({ mutate: room.mutate.map((path) => `functions/src/${path}`), spec })));
  }
  const left = found.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  if (left.length === 0) return found;
  process.stdout.write(`\n${left.length} that these did not find, with all tests\n`);
  const places = [...new Set(left.map(({ file, range }) => `${file}:${range}`))];
  return triedAgain(found, await mutants({ mutate: places, spec: everything.mochaOptions.spec }));
}

const installed = spawnSync("npm", ["ci", "--prefix", here("."), "--loglevel", "error"], {
  stdio: "inherit",
});
if (installed.status !== 0) process.exit(installed.status ?? 1);

const found =
  mutate === undefined
    ? await all()
    : await mutants({ mutate: mutate.split(","), spec: everything.mochaOptions.spec });
process.stdout.write(`${score(found)} of 100 mistakes are found.\n`);
if (mutate === undefined) await writeFile(here("results.md"), mutationPage(found));
if (Number(score(found)) < LEAST) process.exitCode = 1;

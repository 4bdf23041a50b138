import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { commandLine, refuse } from "../../suite/commandLine.js";
import { mutationPage, score } from "./page.js";
import { mutantsOf, type Mutant, type Report } from "./report.js";
import { rooms, type Room } from "./rooms.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const stryker = here("node_modules/@stryker-mutator/core/bin/stryker.js");
const reports = here("../../reports/mutation");
const written = here("../../reports/stryker.config.json");

/** The least score of all rooms together, in percent. With a lower one the run fails. */
const LEAST = 90;

const help = `npm run stryker -- [--room NAME ...]

Makes three thousand small mistakes in functions/src, one at a time, and counts those that the tests of the mistake's own
part find. Takes about two hours on two cores. Each part's report is kept in reports/mutation, and the next run makes
only those mistakes again whose file or tests have changed. Delete a report if anything else has changed. Once there is a
report of each part, evidence/mutation/results.md is written. Installs what it needs first.

  --room NAME   in this part only: ${rooms.map(({ name }) => name).join(", ")}`;

const { room: named } = commandLine({ help }, { room: { type: "string", multiple: true } }).values;
const wanted = named?.map(
  (name) => rooms.find((room) => room.name === name) ?? refuse(`there is no room ${name}`),
);

interface Config {
  mochaOptions: object;
}

const reportOf = ({ name }: Room) => `${reports}/${name}.json`;

/** Runs Stryker on one room. Stryker stores the room's report. If Stryker fails, this process ends. */
async function tryOut(room: Room): Promise<void> {
  process.stdout.write(`\n${room.name}\n`);
  const everywhere = JSON.parse(await readFile(here("stryker.config.json"), "utf8")) as Config;
  const config = {
    ...everywhere,
    mutate: room.mutate.map((path) => `functions/src/${path}`),
    mochaOptions: {
      ...everywhere.mochaOptions,
      spec: room.tests.map((path) => `functions/test/${path}.test.ts`),
    },
    incrementalFile: reportOf(room),
  };
  await writeFile(written, JSON.stringify(config));
  end(spawnSync(process.execPath, [stryker, "run", written], { cwd: here("../.."), stdio: "inherit" }));
}

/** What became of the room's mutants, or null if it has no report. */
async function mutantsIn(room: Room): Promise<Mutant[] | null> {
  const report = await readFile(reportOf(room), "utf8").catch(() => null);
  return report === null ? null : mutantsOf(JSON.parse(report) as Report);
}

/** Ends this process if a child process failed. */
function end({ status }: { status: number | null }): void {
  if (status !== 0) process.exit(status ?? 1);
}

end(spawnSync("npm", ["ci", "--prefix", here("."), "--loglevel", "error"], { stdio: "inherit" }));
await mkdir(reports, { recursive: true });
for (const room of wanted ?? rooms) await tryOut(room);

const found = await Promise.all(rooms.map(mutantsIn));
const missing = rooms.filter((_, i) => found[i] === null).map(({ name }) => name);
if (missing.length > 0) {
  process.stdout.write(`The page is not written, because there is no report of ${missing.join(", ")}.\n`);
} else {
  const mutants = found.flatMap((mutants) => mutants!);
  process.stdout.write(`${score(mutants)} of 100 mistakes are found.\n`);
  await writeFile(here("results.md"), mutationPage(mutants));
  if (Number(score(mutants)) < LEAST) process.exitCode = 1;
}

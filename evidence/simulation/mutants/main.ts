import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { commandLine, wholeNumber } from "../../../suite/commandLine.js";
import { INVARIANTS } from "../invariants/watch.js";
import { bundleFunctions } from "../runtime/bundle.js";
import { violationText } from "../report.js";
import { Worker } from "../workers.js";
import { hunt, type Caught } from "./catch.js";
import { MUTANTS } from "./mutants.js";
import { mutantsPage } from "./page.js";

const help = `npm run simulate:mutants -- [PART OF A NAME ...] [--seed S] [--worlds N] [--workers N] [--page FILE]

Makes one mistake after another in the protocol, and counts the worlds until an invariant finds it. All take half an
hour; a single one is told in the shortest world that shows it. Exits with 1 if one was not found.

  --seed S       what the worlds are made from: 1 unless given
  --worlds N     after how many worlds a mutant counts as not found: 10000 unless given
  --workers N    how many processors are used: all of them unless given
  --page FILE    writes the table to this file`;

const { values, positionals } = commandLine(
  { help, operands: true },
  {
    seed: { type: "string", default: "1" },
    worlds: { type: "string", default: "10000" },
    workers: { type: "string" },
    page: { type: "string" },
  },
);
const print = (text: string) => process.stdout.write(`${text}\n`);
const seed = wholeNumber("seed", values.seed);
const worlds = wholeNumber("worlds", values.worlds);
const mutants = MUTANTS.filter(({ name }) => positionals.every((part) => name.includes(part)));

print(`Simulating ${mutants.length} mutants, seed ${seed}, at most ${worlds} worlds each.`);
const caught = await hunt({
  mutants,
  seed,
  worlds,
  workers: values.workers === undefined ? availableParallelism() : wholeNumber("workers", values.workers),
  thoroughly: true,
  onCaught: ({ mutant, worlds: lived, violation }) =>
    print(`${String(lived ?? "never").padStart(6)}  ${mutant.name}: ${violation?.invariant ?? "NOT CAUGHT"}`),
});

// For a single mutant that was caught, the shortest history found is printed.
if (mutants.length === 1 && caught[0]?.violation) await tellShortest(caught[0]);

const missed = caught.filter((one) => one.worlds === null);
const unbroken = INVARIANTS.filter((invariant) => !caught.some(({ breaks }) => breaks.includes(invariant)));
print(`${caught.length - missed.length} of ${caught.length} mutants caught.`);
if (mutants.length === MUTANTS.length) {
  print(`${INVARIANTS.length - unbroken.length} of ${INVARIANTS.length} invariants broken by a mutant.`);
  for (const invariant of unbroken) print(`  never broken: ${invariant}`);
  if (unbroken.length > 0) process.exitCode = 1;
}
if (missed.length > 0) process.exitCode = 1;
if (values.page !== undefined)
  await writeFile(values.page, mutantsPage(caught, seed, new Date().toISOString().slice(0, 10)));

async function tellShortest({ mutant, violation }: Caught): Promise<void> {
  const worker = new Worker(await bundleFunctions(mutant.patches));
  const shortest = await worker.shrink({ seed, ...violation! });
  worker.close();
  print(violationText(seed, { ...violation!, shortest }));
}

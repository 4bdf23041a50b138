import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { wholeNumber } from "../arguments.js";
import { INVARIANTS } from "../invariants/watch.js";
import { bundleFunctions } from "../runtime/bundle.js";
import { violationText } from "../report.js";
import { Worker } from "../workers.js";
import { hunt, type Caught } from "./catch.js";
import { MUTANTS } from "./mutants.js";
import { mutantsPage } from "./page.js";

const { values, positionals } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    worlds: { type: "string", default: "10000" },
    workers: { type: "string" },
    /** Writes the table to this file. */
    page: { type: "string" },
  },
  allowPositionals: true,
});
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

// One mutant alone: how it came to that.
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
if (values.page !== undefined) await writeFile(values.page, mutantsPage(caught, seed));

async function tellShortest({ mutant, violation }: Caught): Promise<void> {
  const worker = new Worker(await bundleFunctions(mutant.patches));
  const shortest = await worker.shrink({ seed, ...violation! });
  worker.close();
  print(violationText(seed, { ...violation!, shortest }));
}

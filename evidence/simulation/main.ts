import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { commandLine, wholeNumber } from "../../suite/commandLine.js";
import { bundleFunctions } from "./runtime/bundle.js";
import { simulate } from "./simulate.js";
import { choicesFromText } from "./world/choices.js";
import { historyText, progressText, violationText } from "./report.js";
import { Worker } from "./workers.js";

const help = `npm run simulate -- [--seed S] [--worlds N] [--workers N] [--world N [--choices TEXT]]

Lives whole worlds of users, crashes, lost answers and wrong clocks, and checks every commit. A thousand take a minute
or two. Exits with 1 if an invariant was violated, and says how to see it again.

  --seed S         what the worlds are made from; another one each time unless given
  --worlds N       how many worlds are lived: 1000 unless given
  --workers N      how many processors are used: all of them unless given
  --world N        tells this one world of the seed, line by line
  --choices TEXT   of that world, what a violation's report says`;

const { values } = commandLine(
  { help },
  {
    seed: { type: "string" },
    worlds: { type: "string", default: "1000" },
    workers: { type: "string" },
    world: { type: "string" },
    choices: { type: "string" },
  },
);
const seed = values.seed === undefined ? randomInt(2 ** 31) : wholeNumber("seed", values.seed);
const print = (text: string) => process.stdout.write(`${text}\n`);
const code = await bundleFunctions();

if (values.world !== undefined) {
  const worker = new Worker(code);
  const choices = values.choices === undefined ? {} : { choices: choicesFromText(values.choices) };
  const told = await worker.tell({ seed, world: wholeNumber("world", values.world), ...choices });
  worker.close();
  print(historyText(told));
  process.exitCode = told.violation === null ? 0 : 1;
} else {
  const worlds = wholeNumber("worlds", values.worlds);
  print(`Simulating ${worlds} worlds, seed ${seed}.`);
  let shown = 0;
  const simulated = await simulate({
    code,
    seed,
    worlds,
    workers: values.workers === undefined ? availableParallelism() : wholeNumber("workers", values.workers),
    onProgress(progress) {
      if (progress.seconds < shown + 10) return;
      shown = progress.seconds;
      print(progressText(progress));
    },
    onViolation({ world, invariant }) {
      print(`World ${world} violates "${invariant}". Looking for the shortest history that does.`);
    },
  });
  print(progressText(simulated));
  if (simulated.violation === null) print("No invariant was violated.");
  else {
    print(violationText(seed, simulated.violation));
    process.exitCode = 1;
  }
}

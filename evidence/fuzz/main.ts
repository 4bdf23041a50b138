import { fork } from "node:child_process";
import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { logsOf } from "../../functions/test/support/logs.js";
import { inParallel } from "../support/measure.js";
import { commandLine, refuse, wholeNumber } from "../../suite/commandLine.js";
import { callableTarget } from "./callables.js";
import { CONTRACTS, type CallableName } from "./contract.js";
import { fuzz, type Tried } from "./fuzz.js";
import { ROUTES, routeTarget } from "./routes.js";
import type { Target } from "./target.js";
import { startFuzzWorld, type FuzzWorld } from "./world.js";

/** A request is slow if it takes more than this many times as long as a plain request of the same length. */
const SLOW = 100;

const known = [...Object.keys(CONTRACTS), ...Object.keys(ROUTES)];
const help = `npm run fuzz -- [NAME ...] [--requests N] [--seed S]

Sends malformed requests to each callable and each route, and fails at the first that is not refused as documented,
writes, logs or leaks something, or is slow.

  NAME           one of these, all unless given:
                 ${known.join("\n                 ")}
  --requests N   how many requests each gets: 100000 unless given
  --seed S       what they are made from; another one each time unless given`;

const { values, positionals } = commandLine(
  { help, operands: true },
  { requests: { type: "string", default: "100000" }, seed: { type: "string" } },
);
const print = (text: string) => process.stdout.write(`${text}\n`);
const chosen = positionals.length > 0 ? positionals : known;
const unknown = chosen.filter((name) => !known.includes(name));
if (unknown.length > 0) refuse(`There is no ${unknown.join(", ")}; there are ${known.join(", ")}.`);
const requests = wholeNumber("requests", values.requests);
const seed = values.seed === undefined ? randomInt(2 ** 30) : wholeNumber("seed", values.seed);

if (chosen.length === 1) {
  if (!(await isSound(chosen[0]!))) process.exitCode = 1;
} else {
  print(`${requests.toLocaleString("en")} malformed requests to each callable and each route, seed ${seed}.`);
  await inParallel(chosen.length, availableParallelism(), async (index) => {
    if (!(await isSoundInOwnProcess(chosen[index]!))) process.exitCode = 1;
  });
}

function isSoundInOwnProcess(name: string): Promise<boolean> {
  const options = [name, "--requests", String(requests), "--seed", String(seed)];
  const child = fork(fileURLToPath(import.meta.url), options, { execArgv: process.execArgv });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code === 0)));
}

/** Tries one callable or route, prints the result, and returns whether no problem was found. */
async function isSound(name: string): Promise<boolean> {
  const world = await startFuzzWorld();
  const target = name in ROUTES ? routeTarget(world, name) : callableTarget(world, name as CallableName);
  const sound = await isSoundTarget(world, target as Target<unknown>);
  await world.close();
  return sound;
}

async function isSoundTarget(world: FuzzWorld, target: Target<unknown>): Promise<boolean> {
  const { name } = target;
  let shown = 10;
  const tried = await fuzz(world, target, {
    requests,
    seed,
    onProgress(progress) {
      if (progress.seconds < shown) return;
      shown = progress.seconds + 10;
      print(`  ${progressText(name, progress)}`);
    },
  });
  print(progressText(name, tried));
  let times = 0;
  await logsOf(async () => {
    times = await tried.slowest.besidePlainOnes(target.send);
  });
  print(`${name}: the slowest takes ${times.toFixed(1)} times as long as a plain request of its length`);
  if (tried.found !== null) print(`${name}: FOUND: ${tried.found}`);
  else if (times > SLOW) print(`${name}: FOUND: more than ${SLOW} times is slow`);
  return tried.found === null && times <= SLOW;
}

function progressText(name: string, { sent, seconds }: Tried): string {
  const counts = [...sent].map(([nature, count]) => `${count.toLocaleString("en")} ${nature}`);
  const all = [...sent.values()].reduce((sum, count) => sum + count, 0);
  return `${name}: ${counts.join(", ")}; ${Math.round(all / seconds).toLocaleString("en")} requests/s`;
}

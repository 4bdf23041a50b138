import fc from "fast-check";
import { logsOf } from "../../functions/test/support/logs.js";
import type { Answered, Sent } from "./transport.js";
import { SECRETS } from "./secrets.js";
import { SlowestFew } from "./slowest.js";
import type { Target } from "./target.js";
import type { FuzzWorld } from "./world.js";

/** The most random requests between two calls of `onProgress`. */
const CHUNK = 1_000;

/** The most characters to show of a request's body, of log lines, or of an answer that holds a secret. */
const SHOWN = 500;

export interface Amount {
  /** How many requests to send at least. Only those for which `Target.counts` is true are counted. */
  requests: number;
  seed: number;
  onProgress?: (tried: Tried) => void;
}

/** The requests that were tried, and the problem that was found, if any. */
export interface Tried {
  /** The number of requests of each class. */
  sent: Map<string, number>;
  /** The problem, with the simplest request that was found to show it, or null. */
  found: string | null;
  slowest: SlowestFew;
  seconds: number;
}

/** Sends requests to a target until enough of them were sent, or one showed a problem. */
export async function fuzz<R>(world: FuzzWorld, target: Target<R>, amount: Amount): Promise<Tried> {
  const began = performance.now();
  const tried: Tried = { sent: new Map(), found: null, slowest: new SlowestFew(), seconds: 0 };
  let counted = 0;
  const property = fc.asyncProperty(target.requests, async (request) => {
    const nature = target.natureOf(request);
    tried.sent.set(nature, (tried.sent.get(nature) ?? 0) + 1);
    if (target.counts(nature)) counted++;
    const problem = await trouble(world, target, request, tried.slowest);
    if (problem !== null) throw new Error(problem);
  });
  for (let chunk = 0; tried.found === null && counted < amount.requests; chunk++) {
    const numRuns = Math.min(CHUNK, amount.requests);
    const result = await fc.check(property, { numRuns, seed: amount.seed + chunk });
    if (result.failed) {
      const [request] = result.counterexample ?? [];
      const shown = request === undefined ? "" : `\n  ${sentText(target.toSent(request))}`;
      tried.found = `${String(result.errorInstance)}${shown}`;
    }
    tried.seconds = (performance.now() - began) / 1000;
    amount.onProgress?.(tried);
  }
  return tried;
}

/** Sends one request, and notes its time. Returns what is wrong with its writes, its log lines or its answer, or null. */
async function trouble<R>(
  world: FuzzWorld,
  target: Target<R>,
  request: R,
  slowest: SlowestFew,
): Promise<string | null> {
  const commits = world.commits();
  const sent = target.toSent(request);
  let answered: Answered | undefined;
  const log = await logsOf(async () => {
    answered = await target.send(sent);
  });
  slowest.add(sent, answered!.took);
  if (world.commits() > commits) return "something was written";
  const lines = log.split("\n").filter((line) => line !== "");
  const logged = lines.filter((line) => !target.isOfThePlatform(line, request)).join("\n");
  if (logged !== "") return `was logged: ${logged.slice(0, SHOWN)}`;
  const { text } = answered!;
  const leaked = SECRETS.find((secret) => text.includes(secret));
  if (leaked !== undefined) return `${leaked} is in the answer ${text.slice(0, SHOWN)}`;
  return target.problemWith(request, answered!);
}

function sentText({ method, path, headers, body }: Sent): string {
  const text = body.toString();
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
  return `${method} ${path} ${JSON.stringify(headers)} ${shown}`;
}

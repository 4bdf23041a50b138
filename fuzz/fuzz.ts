import fc from "fast-check";
import { CONTRACTS, type CallableName } from "./contract.js";
import type { Answered, Sent } from "./door.js";
import { natureOf, problemWith, type Nature } from "./expectation.js";
import { attempts, type Attempt } from "./requests.js";
import { SlowestFew } from "./slowest.js";
import { SOMEONE_ELSE, type FuzzWorld } from "./world.js";

/** How many requests are tried between two reports. */
const CHUNK = 1_000;

/** Nothing that this holds may be heard of again, in an answer or in the log: it is what the example's card says. */
const CARD = ["7391", "tok_fuzzed"];

export interface Fuzz {
  name: CallableName;
  /** How many malformed requests to send at the least; well-formed ones come on top. */
  malformed: number;
  seed: number;
  onProgress?: (tried: Tried) => void;
}

/** What was tried, by what it was; and what was found, if anything. */
export interface Tried {
  sent: Record<Nature, number>;
  /** What must never be, with the shortest request that shows it, or null. */
  found: string | null;
  slowest: SlowestFew;
  seconds: number;
}

/** Sends requests to a callable until so many malformed ones were refused as they must be, or one was not. */
export async function fuzz(world: FuzzWorld, { name, malformed, seed, onProgress }: Fuzz): Promise<Tried> {
  const began = performance.now();
  const sent = { unreadable: 0, malformed: 0, "signed out": 0, "well-formed": 0 };
  const tried: Tried = { sent, found: null, slowest: new SlowestFew(), seconds: 0 };
  const property = fc.asyncProperty(attempts(CONTRACTS[name]), async (attempt) => {
    const nature = natureOf(name, attempt);
    sent[nature]++;
    const problem = await trouble(world, name, nature, attempt, tried.slowest);
    if (problem !== null) throw new Error(problem);
  });
  for (let chunk = 0; tried.found === null && sent.malformed + sent.unreadable < malformed; chunk++) {
    const result = await fc.check(property, { numRuns: CHUNK, seed: seed + chunk });
    if (result.failed) tried.found = foundText(result.counterexample?.[0], result.errorInstance);
    tried.seconds = (performance.now() - began) / 1000;
    onProgress?.(tried);
  }
  return tried;
}

/** Sends one request, and says what is wrong with all that came of it, or null. */
async function trouble(
  world: FuzzWorld,
  name: CallableName,
  nature: Nature,
  attempt: Attempt,
  slowest: SlowestFew,
): Promise<string | null> {
  const commits = world.commits();
  let answered: Answered | undefined;
  const request = sentOf(world, attempt);
  const lines = await world.logging(async () => {
    answered = await world.doors[name].send(request);
  });
  slowest.add(request, answered!.took);
  if (world.commits() > commits) return "something was written";
  const logged = lines.filter((line) => !isOfThePlatform(line, nature, attempt));
  if (logged.length > 0) return `was logged: ${logged.join("").slice(0, 500)}`;
  const leaked = [SOMEONE_ELSE, "/functions/", "node_modules", ...CARD].find((secret) =>
    answered!.text.includes(secret),
  );
  if (leaked !== undefined) return `${leaked} is in the answer ${answered!.text.slice(0, 500)}`;
  return problemWith(name, nature, attempt.token, answered!);
}

/**
 * The platform's own lines: of a token, that it looked at it; of a body that is no JSON, which the function never sees,
 * what it stumbled over.
 */
function isOfThePlatform(line: string, nature: Nature, { token }: Attempt): boolean {
  if (nature === "unreadable") return true;
  if (CARD.some((secret) => line.includes(secret))) return false;
  if (line.includes("verification passed")) return true;
  return token === "bad" && /verification failed|Failed to validate auth token/.test(line);
}

function sentOf({ tokens }: FuzzWorld, { token, headers, ...rest }: Attempt): Sent {
  const bearer = tokens[token];
  const signedIn = bearer === null ? headers : { ...headers, Authorization: `Bearer ${bearer}` };
  return { ...rest, path: "/", headers: signedIn };
}

function foundText(attempt: Attempt | undefined, error: unknown): string {
  if (attempt === undefined) return String(error);
  const { method, headers, token, body } = attempt;
  const text = body.toString();
  const shown = text.length > 500 ? `${text.slice(0, 500)}… (${text.length} characters)` : text;
  return `${String(error)}\n  ${method} ${JSON.stringify(headers)} with a ${token} token: ${shown}`;
}

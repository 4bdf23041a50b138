import { CONTRACTS, type CallableName } from "./contract.js";
import { natureOf, problemWith, type Nature } from "./expectation.js";
import { attempts, type Attempt } from "./requests.js";
import type { Target } from "./target.js";
import { CARD } from "./secrets.js";
import type { FuzzWorld } from "./world.js";

/** Makes a callable the target of fuzzing. The request alone decides whether the callable must refuse it. */
export function callableTarget({ transports, tokens }: FuzzWorld, name: CallableName): Target<Attempt> {
  const judged = new WeakMap<Attempt, Nature>();
  const natureOfOnce = (attempt: Attempt): Nature => {
    const nature = judged.get(attempt) ?? natureOf(name, attempt);
    judged.set(attempt, nature);
    return nature;
  };
  return {
    name,
    requests: attempts(CONTRACTS[name]),
    toSent({ token, headers, ...rest }) {
      const bearer = tokens[token];
      const signedIn = bearer === null ? headers : { ...headers, Authorization: `Bearer ${bearer}` };
      return { ...rest, path: "/", headers: signedIn };
    },
    send: (sent) => transports[name].send(sent),
    natureOf: natureOfOnce,
    counts: (nature) => nature === "malformed" || nature === "unreadable",
    isOfThePlatform(line, attempt) {
      // The platform logs why it could not parse a body, and does not call the function.
      if (natureOfOnce(attempt) === "unreadable") return true;
      if (CARD.some((secret) => line.includes(secret))) return false;
      if (line.includes("verification passed")) return true;
      return attempt.token === "bad" && /verification failed|Failed to validate auth token/.test(line);
    },
    problemWith: (attempt, answered) => problemWith(name, natureOfOnce(attempt), attempt.token, answered),
  };
}

import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about claims: who may claim a payment, for how long, and how a claim is given back. */
export const claims: readonly Mutant[] = [
  mutant("a claim lasts a quarter of an hour", patch("LEASE_MS = 90_000", "LEASE_MS = 15 * 60_000")),
  mutant("a running claim can be taken", patch("intent.attempt !== null && !isDue(intent, now)", "false")),
  rare(
    "whoever finds a payment claimed takes the claim for their own",
    patch("if (intent.attempt?.id === attemptId) return", "if (intent.attempt !== null) return"),
  ),
  rare(
    "a claim whose answer was lost is not recognised",
    patch('if (intent.attempt?.id === attemptId) return "claimed";\n', ""),
  ),
  mutant(
    "an expired claim keeps its user waiting for the sweep",
    patch("intent.attempt !== null && !isDue(intent, now)", "intent.attempt !== null"),
  ),
  mutant(
    "a failed call keeps its claim",
    patch("await giveBackClaim(claim, nothingCharged ? payBy : serverNow());", ""),
  ),
  rare(
    "a claim is given back without comparing",
    patch("change, { lastUpdateTime: updateTime });\n  try {", "change);\n  try {"),
  ),
  mutant(
    "a claim that was given back is taken for a running one",
    patch("intent.attempt !== null && !isDue(intent, now)", "!isDue(intent, now)"),
  ),
  mutant(
    "a payment that was not charged is swept at once",
    patch("nothingCharged ? payBy : serverNow()", "serverNow()"),
  ),
  rare(
    "a payment whose outcome is unknown waits as if nothing was charged",
    patch("nothingCharged ? payBy : serverNow()", "payBy"),
  ),
];

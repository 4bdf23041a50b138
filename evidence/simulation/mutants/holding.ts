import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about how many seats a user may hold, for how long and how often. The last ones are about free tickets. */
export const holding: readonly Mutant[] = [
  mutant(
    "a payment can be claimed after the end of its lock",
    patch('return now < intent.payBy ? "claim" : "close";', 'return "claim";'),
  ),
  mutant(
    "a claim that is given back waits for another minute",
    patch(
      "nothingCharged ? payBy : serverNow()",
      "nothingCharged ? new Date(payBy.getTime() + 200_000) : serverNow()",
    ),
  ),
  rare(
    "what a user gives back is not counted",
    patch("givenBack: { [quarterOf(serverNow())]: FieldValue.increment(returned) },", ""),
  ),
  mutant(
    "one seat is counted for all that come back",
    patch("FieldValue.increment(returned) }", "FieldValue.increment(1) }"),
  ),
  rare(
    "who gave back too much books on",
    patch("if (counted !== undefined) assertFewGivenBack(counted, order.ticketLimit, readAt);", ""),
  ),
  rare(
    "what came back is forgotten after a quarter of an hour",
    patch("REMEMBERED_MS = 30 * 60_000", "REMEMBERED_MS = 0"),
  ),
  rare(
    "once the limit is too often",
    patch("if (total <= 2 * ticketLimit) return;", "if (total <= ticketLimit) return;"),
  ),
  rare(
    "the first time to try again is told too early",
    patch(
      "retryAt: new Date(forgottenAt(lastInTheWay))",
      "retryAt: new Date(forgottenAt(oldestFirst[0]![0]) - QUARTER_MS)",
    ),
  ),
  rare(
    "a decline is not known before its event",
    patch("if (!holdsTickets || running", "if (true as boolean || running"),
  ),
  rare(
    "a decline counts against the limit until its event",
    patch("whyReleasable(purchase) !== null", 'whyReleasable(purchase) === "EXPIRED"'),
  ),
  rare(
    "a takeover of what was declined closes the payment again",
    patch(
      'if (intent.data()?.status === "PENDING") cancelIntent(batch, intent, "EXPIRED");',
      'if (intent.data()?.status === "PENDING") cancelIntent(batch, intent, "EXPIRED");\n    else if (intent.exists) updateUnchanged(batch, intent, { dueAt: null });',
    ),
  ),
  mutant(
    "a free ticket is charged",
    patch('return intent.amount === 0 ? "finish" : "claim";', 'return "claim";'),
  ),
  mutant(
    "every ticket is free",
    patch('return intent.amount === 0 ? "finish" : "claim";', 'return "finish";'),
  ),
  mutant(
    "what was paid for with nothing is written into the ledger",
    patch("if (amount === 0) return [];", ""),
  ),
];

import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about counts, limits, repeated requests and what callers are told. */
export const requests: readonly Mutant[] = [
  mutant(
    "a release forgets the ticket count",
    patch("FieldValue.increment(-returned)", "FieldValue.increment(0)"),
  ),
  mutant(
    "a second booking is not counted",
    patch("FieldValue.increment(seats.length - returned)", "FieldValue.increment(0)"),
  ),
  rare(
    "a count is changed without comparing",
    patch("updateUnchanged(batch, count, {", "batch.update(count.ref as never, {"),
  ),
  mutant(
    "the limit is not checked on the second booking",
    patch(
      "assertWithinLimit(order, (counted?.tickets ?? 0) - returned);",
      "void [assertWithinLimit, returned];",
    ),
  ),
  mutant(
    "a booking's id does not follow from its requestId",
    patch("requestId ?? randomUUID()", "randomUUID()"),
  ),
  mutant(
    "a repeated request is answered like a new one",
    patch(
      "lockAnew(earlier, made.createTime!) : earlier,",
      "lockAnew(earlier, made.createTime!) : { ...earlier, booking: openBooking(order, serverNow()).booking },",
    ),
  ),
  mutant(
    "a booking whose answer was lost is not recognised",
    patch("if (earlier !== null) {", "if (earlier !== null && false) {"),
  ),
  mutant(
    "a lost race is a fault",
    patch(
      "new Set([NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED])",
      "new Set([NOT_FOUND, ALREADY_EXISTS, ABORTED])",
    ),
  ),
  rare("expired locks count until a sweep comes by", patch("await releaseOwn(order);", "throw error;")),
  rare(
    "a cancel is refused a minute before the lock expires",
    patch(
      "if (now >= booking.expiresAt) throw expired();",
      "if (now.getTime() + 60_000 >= booking.expiresAt.getTime()) throw expired();",
    ),
  ),
  mutant(
    "a user's list leaves out the newest booking",
    patch("docs.slice(0, pageSize)", "docs.slice(1, pageSize)"),
  ),
];

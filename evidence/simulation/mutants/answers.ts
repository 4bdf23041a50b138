import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about what callers are told, what the log tells, and what nobody may be told. */
export const answers: readonly Mutant[] = [
  mutant(
    "a user's list begins with the oldest booking",
    patch(
      '.orderBy("createdAt", "desc").orderBy(FieldPath.documentId(), "desc")',
      '.orderBy("createdAt").orderBy(FieldPath.documentId())',
    ),
  ),
  rare("a page begins after the first booking of the page before", patch("page.findLast(", "page.find(")),
  mutant(
    "a user's list ends with its first page",
    patch("next: docs.length > pageSize ?", "next: docs.length < 0 ?"),
  ),
  rare(
    "the seat map of named seats knows the first of them",
    patch(
      "seatIds.map((seatId) => seatKey(performanceId, seatId))",
      "seatIds.slice(0, 1).map((seatId) => seatKey(performanceId, seatId))",
    ),
  ),
  mutant(
    "the seat map tells whose booking a seat is of",
    patch(
      "seats.map(({ seatId, status, lockedUntil }) => ({",
      "seats.map(({ seatId, status, lockedUntil, bookingId }) => ({ bookingId,",
    ),
  ),
  rare(
    "the seat map leaves out what a payment holds past its time",
    patch(
      "unlessMalformed(() => whyReleasable(byId.get(seat.bookingId)!, seat)) !== null;",
      "byId.size > 0;",
    ),
  ),
  rare(
    "a repeated request is answered as pending whatever became of it",
    patch("status: booking.status,\n      seats", 'status: "pending",\n      seats'),
  ),
  mutant(
    "a booking that the sweep releases is not in the log",
    patch("logCancelled(booking.id, reason, seats.lost);", "void logCancelled;"),
  ),
  mutant(
    "a reason has another reason's code",
    patch('SEAT_TAKEN: "already-exists"', 'SEAT_TAKEN: "failed-precondition"'),
  ),
  mutant(
    "the card's token is logged",
    patch(
      "const order = { idempotencyKey,",
      'logger.info("payment.begun", { token: request.paymentMethodToken });\n    const order = { idempotencyKey,',
    ),
  ),
  mutant(
    "a repeated request is logged as a new booking",
    patch(
      "if (earlier !== null) {",
      'if (earlier !== null) {\n      logger.info("booking.created", { bookingId: earlier.booking.bookingId });',
    ),
  ),
];

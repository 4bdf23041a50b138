import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Mistakes about what is refused, for which reason, and with which details. */
export const refusals: readonly Mutant[] = [
  mutant("anyone can pay for anyone", patch("if (intent?.userId !== userId)", "if (intent === undefined)")),
  rare(
    "anyone can cancel for anyone",
    patch("if (booking?.userId !== userId)", "if (booking === undefined)"),
  ),
  mutant(
    "who says to be someone else is believed to be oneself",
    patch("if (caller !== undefined && claimed !== caller)", "if (false as boolean)"),
  ),
  mutant(
    "an expired booking can be cancelled by its user",
    patch("if (now >= booking.expiresAt) throw expired();", ""),
  ),
  mutant(
    "a booking can be cancelled during its payment",
    patch('if (isHeld(intent, now)) throw inProgress();\n      return "close";', 'return "cancel";'),
    patch('PROCESSING: ["PROCESSING",', 'PROCESSING: ["CANCELLED", "PROCESSING",'),
  ),
  mutant(
    "a cancel is refused the second time",
    patch(
      '      if (booking.cancelReason === "USER") return "done";\n      throw notPending({ ...booking, status: "cancelled" });',
      '      throw notPending({ ...booking, status: "cancelled" });',
    ),
  ),
  mutant(
    "a booking that was swept is no longer told to have expired",
    patch('return booking.cancelReason === "EXPIRED"', "return booking.cancelReason === null"),
  ),
  rare(
    "the same seats in another order are another purchase",
    patch("const wished = [...wish.seatIds].sort();", "const wished = [...wish.seatIds];"),
  ),
  rare(
    "a requestId is accepted for another performance",
    patch("booking.performanceId === wish.performanceId &&", ""),
  ),
  rare(
    "a requestId belongs to whoever used it first",
    patch("digest(userId, requestId ??", "digest(requestId ??"),
  ),
  rare(
    "a repeated request is refused once the sales have closed",
    patch("if (earlier === null) throw refusal;", "throw refusal;"),
  ),
  rare(
    "expired locks are released although that makes no room",
    patch(
      "assertWithinLimit(order, (count.data()?.tickets ?? 0) - returned);\n  await Promise.all(ended.map(releaseUnpaid));",
      "await Promise.all(ended.map(releaseUnpaid));\n  assertWithinLimit(order, (count.data()?.tickets ?? 0) - returned);",
    ),
  ),
  mutant(
    "only the first taken seat is named",
    patch(
      "const seatIds = seats.map((seat) => seat.seatId);",
      "const seatIds = seats.slice(0, 1).map((seat) => seat.seatId);",
    ),
  ),
  mutant("a call gives up at the first failure", patch("const ATTEMPTS = 6;", "const ATTEMPTS = 1;")),
  mutant(
    "a seat is told to be taken without looking",
    patch(
      "if (!isWorthRereading(error)) throw error;\n    return null;",
      'if (!isWorthRereading(error)) throw error;\n    if ((error as { code: number }).code === 6) throw new Refusal("SEAT_TAKEN", "x", { seatIds: order.seats.map((one) => one.seatId) });\n    return null;',
    ),
  ),
  mutant(
    "a commit whose answer was lost is taken for applied",
    patch(
      "if (!isWorthRereading(error)) throw error;\n    return null;",
      "if (![4, 13, 14, 1, 2].includes((error as { code: number }).code)) return null;\n    return { booking, serverTime: serverNow() };",
    ),
  ),
  rare(
    "the last commit is taken for failed where its answer was lost",
    patch("return lookOnceMore(attempt)", 'throw new Refusal("CONTENDED", "")'),
  ),
  rare(
    "too many are told to want the same where nobody could look",
    patch(
      "if (!isWorthRereading(error)) throw error;\n  }\n  throw gaveUp();",
      "if (!isWorthRereading(error)) throw error;\n    if (isLostRace(error)) throw contended();\n  }\n  throw gaveUp();",
    ),
  ),
  rare(
    "a refusal is certain although an earlier commit may still be applied",
    patch("error instanceof Refusal && changesSent() > before ? outcomeUnknown() : error", "error"),
  ),
  rare(
    "a charge that nobody knows of is told not to have been made",
    patch('Refusal(\n    "PAYMENT_OUTCOME_UNKNOWN",', 'Refusal(\n    "GATEWAY_UNAVAILABLE",'),
  ),
  mutant(
    "all the seats are named where one is not there",
    patch(
      '"SEAT_NOT_FOUND", `There is no seat ${unknown.join(", ")}.`, { seatIds: unknown }',
      '"SEAT_NOT_FOUND", `There is no seat ${unknown.join(", ")}.`, { seatIds }',
    ),
  ),
];

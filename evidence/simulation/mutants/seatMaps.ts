import { mutant, patch, rare, type Mutant } from "./mutant.js";

const REDRAWN = "const map = redraw(plan, block, before, seats, await look(seats, found.intents));";

/** Mistakes about the seat maps: when they are drawn, from what, and what they then show. */
export const seatMaps: readonly Mutant[] = [
  mutant(
    "a map is written without comparing",
    patch(
      "if (found.map.exists) updateUnchanged(batch, found.map, written);",
      "if (found.map.exists) batch.update(found.map.ref as never, written as never);",
    ),
  ),
  rare(
    "seats are read before their map",
    patch(
      "const map = asRead ?? (found.shift() as DocumentSnapshot<SeatMap>);\n  if (found.some(({ readTime }) => readTime < map.readTime)) throw new Outdated();",
      "if (!asRead) found.shift();\n  const map = asRead ?? (await mapRef(plan, block).get());",
    ),
  ),
  rare(
    "a map that would show the same is not written",
    patch(
      REDRAWN,
      `${REDRAWN}\n    if (JSON.stringify(before?.rows) === JSON.stringify(map.rows)) return { answer: map };`,
    ),
  ),
  mutant(
    "a map keeps its version",
    patch("version: before === null ? now : before.version + 1,", "version: before?.version ?? now,"),
  ),
  rare(
    "a map that is built anew begins with version 1",
    patch("version: before === null ? now : before.version + 1,", "version: (before?.version ?? 0) + 1,"),
  ),
  rare(
    "someone else's seat stays as it was shown",
    patch(
      REDRAWN,
      REDRAWN.replace(
        "look(seats, ",
        "look(before === null ? seats : seats.filter(({ snapshot }) => snapshot.data() === undefined || changed.some(({ bookingId }) => bookingId === snapshot.data()?.bookingId)), ",
      ),
    ),
  ),
  rare(
    "someone else's seat is shown as locked whatever its payment",
    patch(
      "for (const intent of await getAll(others.map((id) => paymentIntents.doc(id)))) known.set(intent.id, intent);",
      "void others;",
    ),
  ),
  mutant(
    "a claimed payment's seats are shown until the end of their lock",
    patch(
      'owner === null || owner?.status === "PROCESSING" || owner?.status === "SUCCESS"',
      'owner === null || owner?.status === "SUCCESS"',
    ),
  ),
  mutant(
    "a claim is not shown",
    patch('const isClaimed = intent.status === "PROCESSING";', "const isClaimed = false as boolean;"),
  ),
  mutant(
    "the sweep does not look at the maps",
    patch(
      "await acknowledge(await showFinished(settled));",
      "void showFinished;\n    await acknowledge(settled);",
    ),
  ),
  rare(
    "the sweep shows the seats of paid bookings only",
    patch("intents.filter((intent) => !isShown(intent)),", "paid.filter((intent) => !isShown(intent)),"),
  ),
  rare(
    "the sweep takes a refunded booking for a paid one",
    patch(
      'intents.filter(({ status, refunds }) => status === "SUCCESS" && refunds === 0);',
      'intents.filter(({ status }) => status === "SUCCESS");',
    ),
  ),
  rare(
    "a refund does not make its payment due for the sweep",
    patch(
      "refunded: intent.refunded + wish.amount, refunds, dueAt: now };",
      "refunded: intent.refunded + wish.amount, refunds };",
    ),
  ),
  rare(
    "a refund of some seats is not shown",
    patch(
      "return JSON.stringify([booking?.status, booking?.seatIds, booking?.expiresAt]);",
      "return JSON.stringify([booking?.status, booking?.expiresAt]);",
    ),
  ),
  mutant(
    "an event is done before its seats are shown",
    patch(
      "await showSeats(performanceId, [{ bookingId, seatIds, heardOf: new Date(time) }], gather);\n  },",
      "void showSeats(performanceId, [{ bookingId, seatIds, heardOf: new Date(time) }], gather).catch(() => undefined);\n  },",
    ),
  ),
  rare(
    "an event that joins a group is done before the group is written",
    patch(
      "latest.changed.push(...changed);\n    return latest.drawn;",
      "latest.changed.push(...changed);\n    latest.drawn.catch(() => undefined);\n    return Promise.resolve({} as DrawnMap);",
    ),
  ),
  rare(
    "an event joins a group that is being written",
    patch("if (latest?.isClosed === false) {", "if (latest?.endedAt === Infinity) {"),
  ),
  mutant(
    "the end of a lock is rounded down",
    patch(
      "const steps = Math.ceil((seat - base) / STEP_MS);",
      "const steps = Math.floor((seat - base) / STEP_MS);",
    ),
  ),
  rare(
    "the base of a map moves, and its characters do not",
    patch("...read(block, before, base), ", "...read(block, { ...before, base: new Date(base) }, base), "),
  ),
  mutant(
    "a map of another layout is kept",
    patch("return map?.layout === layoutOf(block, plan.version) ? map : null;", "return map;"),
  ),
  rare(
    "a layout is known by its rows alone",
    patch(
      "return fingerprint(version, JSON.stringify(rows));",
      "void version;\n  return fingerprint(JSON.stringify(rows));",
    ),
  ),
  rare(
    "a map is drawn by a plan that an instance kept",
    patch("if (versionOf(found.performance) !== plan.version) {", "if (false as boolean) {"),
  ),
  mutant(
    "a booking shows its own seats",
    patch(
      "paymentMethod, requestId });\n    return {",
      "paymentMethod, requestId });\n    await showSeats(performanceId, [booking]);\n    return {",
    ),
    patch(
      'import { type BookingWish, type Order, priceOrder } from "./domain/order.js";',
      'import { type BookingWish, type Order, priceOrder } from "./domain/order.js";\nimport { showSeats } from "../seatmap/store/showSeats.js";',
    ),
  ),
  mutant(
    "an instance keeps a map for a minute",
    patch(
      "const SHARING = { forMs: 500, isKept: true };",
      "const SHARING = { forMs: 60_000, isKept: true };",
    ),
  ),
];

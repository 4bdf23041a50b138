import { mutant, patch, rare, type Mutant } from "./mutant.js";

/** Patches the place where an instance takes the time from an answer. `time` is what the instance takes instead. */
const told = (time: string) =>
  patch("told = { at, time: Math.max(timestamp.toMillis(), atLeast) };", `told = { at, time: ${time} };`);

/** Mistakes about the time that an instance assumes, and about how long it may use what it has read. */
export const clocks: readonly Mutant[] = [
  mutant(
    "a lock runs from the instance's clock",
    patch("openBooking(order, serverNow())", "openBooking(order, new Date())"),
  ),
  mutant(
    "what is due is judged by the instance's clock",
    patch('where("dueAt", "<=", serverNow())\n', 'where("dueAt", "<=", new Date())\n'),
  ),
  mutant(
    "whether sales are open is judged by the instance's clock",
    patch("wish, serverNow()", "wish, new Date()"),
  ),
  rare("the clock is set back by an answer that took minutes", told("timestamp.toMillis()")),
  rare(
    "the clock is set back by an answer that took minutes, where none came for a minute",
    told("at - told.at > 60_000 ? timestamp.toMillis() : Math.max(timestamp.toMillis(), atLeast)"),
  ),
  rare("an instance sells at the price of an hour ago", patch("FRESH_MS = 10_000", "FRESH_MS = 3_600_000")),
  rare(
    "a price is as fresh as when it was heard, not as when it was read",
    patch("readAt.getTime() + FRESH_MS", "serverNow().getTime() + FRESH_MS"),
  ),
];

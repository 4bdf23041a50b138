import { z } from "zod";
import { Refusal } from "../../shared/refusals.js";

const QUARTER_MS = 15 * 60_000;

/** How far back seats that were given back unpaid count, in milliseconds. */
const REMEMBERED_MS = 30 * 60_000;

/** How many tickets of a performance a user holds or has bought. It exists because no query could be atomic with a lock. */
export const TicketCount = z.object({
  userId: z.string(),
  performanceId: z.string(),
  tickets: z.int(),
  /** How many seats the user gave back unpaid (expired, cancelled or declined), by quarter of an hour. */
  givenBack: z.record(z.string(), z.int()).optional(),
  updatedAt: z.date(),
});
export type TicketCount = z.output<typeof TicketCount>;

/** The quarter of an hour that a time is in, as a name of a field. */
export function quarterOf(time: Date): string {
  return `q${Math.floor(time.getTime() / QUARTER_MS)}`;
}

/** When a quarter of an hour no longer counts. */
function forgottenAt(quarter: string): number {
  return (Number(quarter.slice(1)) + 1) * QUARTER_MS + REMEMBERED_MS;
}

/** The quarters of an hour that count no longer. */
export function forgottenQuarters(count: TicketCount, now: Date): string[] {
  return Object.keys(count.givenBack ?? {}).filter((quarter) => now.getTime() >= forgottenAt(quarter));
}

/**
 * Refuses who gave back more than twice the ticket limit in the last half hour, or up to a quarter more: holding seats
 * and trying cards on them would otherwise cost nothing.
 * @throws Refusal TOO_MANY_ATTEMPTS, with the time from which on a booking is let through again.
 */
export function assertFewGivenBack(count: TicketCount, ticketLimit: number, now: Date): void {
  const counting = Object.entries(count.givenBack ?? {}).filter(
    ([quarter]) => now.getTime() < forgottenAt(quarter),
  );
  let total = counting.reduce((sum, [, seats]) => sum + seats, 0);
  if (total <= 2 * ticketLimit) return;
  const oldestFirst = counting.sort(([one], [other]) => forgottenAt(one) - forgottenAt(other));
  const [lastInTheWay] = oldestFirst.find(([, seats]) => (total -= seats) <= 2 * ticketLimit)!;
  throw new Refusal("TOO_MANY_ATTEMPTS", "Too many seats were held and not paid for. Try again later.", {
    retryAt: new Date(forgottenAt(lastInTheWay)).toISOString(),
  });
}

import * as z from "zod";
import { Refusal } from "../../shared/refusals.js";

const QUARTER_MS = 15 * 60_000;

/**
 * How long, in milliseconds, a quarter of an hour still counts after its end. Seats that a user gives back unpaid are
 * counted by quarter of an hour.
 */
const REMEMBERED_MS = 30 * 60_000;

/**
 * How many tickets of a performance a user has locked or bought, or gave back unpaid. A commit can require that this
 * document has not changed, but could not require this of a query.
 */
export const TicketCount = z.object({
  userId: z.string(),
  performanceId: z.string(),
  tickets: z.int(),
  givenBack: z.record(z.string(), z.int()).optional().meta({
    description:
      "How many seats the user gave back unpaid (expired, cancelled or declined) in each quarter of an hour.",
  }),
  updatedAt: z.date(),
});
export type TicketCount = z.output<typeof TicketCount>;

/** Returns the field name of the quarter of an hour that contains `time`. */
export function quarterOf(time: Date): string {
  return `q${Math.floor(time.getTime() / QUARTER_MS)}`;
}

/** Returns the time, in milliseconds since 1970, from which a quarter of an hour no longer counts. */
function forgottenAt(quarter: string): number {
  return (Number(quarter.slice(1)) + 1) * QUARTER_MS + REMEMBERED_MS;
}

/** Returns the quarters of an hour that no longer count. */
export function forgottenQuarters(count: TicketCount, now: Date): string[] {
  return Object.keys(count.givenBack ?? {}).filter((quarter) => now.getTime() >= forgottenAt(quarter));
}

/**
 * Refuses a user who gave back too many seats unpaid: more than twice the ticket limit in the last 30 to 45 minutes.
 * The period varies, because seats are counted by quarter of an hour. The limit is against locking seats, or trying
 * stolen cards, at no cost.
 * @throws Refusal TOO_MANY_ATTEMPTS. From `retryAt` on, few enough of these seats count.
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

import { readPurchases, whyReleasable } from "./purchase.js";
import { releaseUnpaid } from "./releaseUnpaid.js";
import { bookings } from "./collections.js";
import { countRef, seatsIn } from "./countTickets.js";
import { assertWithinLimit, type Order } from "../domain/order.js";

/**
 * Cancels those pending bookings of the order's user and performance that expired or whose payment was declined.
 * @throws Refusal TICKET_LIMIT, cancelling nothing, if the order would exceed the limit even then. Also CONTENDED,
 * OUTCOME_UNKNOWN.
 */
export async function releaseOwn(order: Order): Promise<void> {
  const { userId, performanceId } = order;
  const [count, pending] = await Promise.all([
    countRef(order).get(),
    bookings
      .where("userId", "==", userId)
      .where("status", "==", "pending")
      .orderBy("createdAt", "desc")
      .get(),
  ]);
  const here = pending.docs.filter((booking) => booking.get("performanceId") === performanceId);
  const purchases = await readPurchases(here.map((booking) => booking.id));
  // A booking that was released since the query counts, too, because the count may have been read before that.
  const ended = purchases.filter((purchase) => whyReleasable(purchase) !== null);
  const released = here.filter((_, index) => ended.includes(purchases[index]!));
  const returned = seatsIn(released.map((booking) => booking.data()));
  assertWithinLimit(order, (count.data()?.tickets ?? 0) - returned);
  await Promise.all(ended.map(releaseUnpaid));
}

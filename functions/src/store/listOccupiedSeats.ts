import { seatKey } from "../domain/ids.js";
import { hasRunOut, type OccupiedSeat } from "../domain/seat.js";
import { getAll, occupiedSeats } from "./collections.js";
import { readPurchases, whyReleasable } from "./purchase.js";
import { noteServerTime } from "./serverClock.js";

interface SeatsAsRead {
  seats: OccupiedSeat[];
  serverTime: Date;
}

/**
 * Lists the seats of a performance, all or those asked for, that cannot be had now. A lock that ran out is left out,
 * unless a payment holds its seat past the time.
 */
export async function listOccupiedSeats(
  performanceId: string,
  seatIds: readonly string[] | null,
): Promise<SeatsAsRead> {
  const { seats, serverTime } = await (seatIds === null
    ? readAll(performanceId)
    : readSome(performanceId, seatIds));
  const runOut = seats.filter((seat) => hasRunOut(seat, serverTime));
  const owners = await readPurchases([...new Set(runOut.map((seat) => seat.bookingId))]);
  const free = new Set(
    owners.filter((owner) => whyReleasable(owner) !== null).map((owner) => owner.booking.id),
  );
  return {
    seats: seats.filter((seat) => !(hasRunOut(seat, serverTime) && free.has(seat.bookingId))),
    serverTime,
  };
}

async function readAll(performanceId: string): Promise<SeatsAsRead> {
  const found = await occupiedSeats.where("performanceId", "==", performanceId).get();
  return { seats: found.docs.map((snapshot) => snapshot.data()), serverTime: noteServerTime(found.readTime) };
}

async function readSome(performanceId: string, seatIds: readonly string[]): Promise<SeatsAsRead> {
  const keys = [...new Set(seatIds.map((seatId) => seatKey(performanceId, seatId)))];
  const found = await getAll(keys.map((key) => occupiedSeats.doc(key)));
  return {
    seats: found.flatMap((snapshot) => snapshot.data() ?? []),
    serverTime: noteServerTime(found[0]!.readTime),
  };
}

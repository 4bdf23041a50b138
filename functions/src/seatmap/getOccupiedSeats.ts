import { z } from "zod";
import { Id } from "../shared/ids.js";
import { findSeats, SeatId } from "../performances/performance.js";
import { listOccupiedSeats } from "./listOccupiedSeats.js";
import { findPerformance } from "../performances/findPerformance.js";
import { common, publicCallable } from "../request/callable.js";

/** How many seats one request may name. A request for the whole venue names none. */
const MAX_NAMED = 1_000;

const SeatIds = z
  .union([
    z.array(z.string()),
    z.string().transform((list) => list.split(",").map((seatId) => seatId.trim())),
  ])
  .pipe(z.array(SeatId).min(1).max(MAX_NAMED));

/**
 * The id of the document after which a page of seats begins: see `seatKey`. Callers send `nextCursor` back unchanged.
 */
const SeatCursor = z
  .string()
  .regex(/^(?!__.*__$)[\p{L}0-9_-]{1,100}$/u, "is not a cursor that this service gave out");

const GetOccupiedSeatsRequest = z
  .strictObject({ ...common, performanceId: Id, seatIds: SeatIds.nullish(), cursor: SeatCursor.nullish() })
  .refine(({ seatIds, cursor }) => !seatIds || !cursor, {
    path: ["cursor"],
    error: "is for a whole house: name no seats with it",
  });

/**
 * Lists the seats of a performance that cannot be booked now, at most 1,000. Anyone may call it, as anyone may look
 * at a seat map, and its answer names no user.
 */
export const getOccupiedSeats = publicCallable(
  GetOccupiedSeatsRequest,
  async ({ performanceId, seatIds, cursor }) => {
    const performance = await findPerformance(performanceId);
    if (seatIds) findSeats(performance, seatIds);
    const asked = seatIds ? { seatIds } : { after: cursor ?? null };
    const { seats, next, serverTime } = await listOccupiedSeats(performanceId, asked);
    return {
      performanceId,
      seats: seats.map(({ seatId, status, lockedUntil }) => ({
        seatId,
        status,
        lockedUntil: lockedUntil?.toISOString() ?? null,
      })),
      nextCursor: next,
      serverTime: serverTime.toISOString(),
    };
  },
);

import * as z from "zod";
import { Id } from "../shared/ids.js";
import { findSeats, SeatId, SeatIdList } from "../performances/performance.js";
import { listOccupiedSeats } from "./listOccupiedSeats.js";
import { findPerformance } from "../performances/findPerformance.js";
import { OccupiedSeat } from "../bookings/domain/seat.js";
import { common, publicCallable } from "../request/callable.js";

/** The most seats that one request may name. */
const MAX_NAMED = 1_000;

const SeatIds = SeatIdList.pipe(z.array(SeatId).min(1).max(MAX_NAMED));

/** The id of the document after which a page of seats begins, see `seatKey`. Callers get it as `nextCursor`. */
const SeatCursor = z
  .string()
  .regex(/^(?!__.*__$)[\p{L}0-9_-]{1,100}$/u, "is not a cursor that this service gave out");

export const GetOccupiedSeatsRequest = z
  .strictObject({
    ...common,
    performanceId: Id,
    seatIds: SeatIds.nullish().meta({
      description: "The seats to look at, as a list or separated by commas. All seats if it is left out.",
    }),
    cursor: SeatCursor.nullish().meta({ description: "The nextCursor of the answer before, unchanged." }),
  })
  .refine(({ seatIds, cursor }) => !seatIds || !cursor, {
    path: ["cursor"],
    error: "is for a whole house: name no seats with it",
  });
export type GetOccupiedSeatsRequest = z.input<typeof GetOccupiedSeatsRequest>;

export const GetOccupiedSeatsAnswer = z.object({
  performanceId: z.string(),
  seats: z.array(
    OccupiedSeat.pick({ seatId: true, status: true }).extend({
      lockedUntil: z.iso.datetime().nullable().meta(OccupiedSeat.shape.lockedUntil.meta()!),
    }),
  ),
  nextCursor: z.string().nullable().meta({ description: "Null if no seats follow." }),
  serverTime: z.iso.datetime().meta({ description: "The database's time when the seats were read." }),
});
export type GetOccupiedSeatsAnswer = z.output<typeof GetOccupiedSeatsAnswer>;

/**
 * Lists a performance's taken seats: those among the named seats, or one page of at most 1,000. Anyone may call it,
 * because the answer names no user.
 */
export const getOccupiedSeats = publicCallable(
  GetOccupiedSeatsRequest,
  async ({ performanceId, seatIds, cursor }): Promise<GetOccupiedSeatsAnswer> => {
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

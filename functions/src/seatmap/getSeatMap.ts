import * as z from "zod";
import { SEAT_MAP_POLL_MS } from "../config.js";
import { shareRead } from "../firestore/sharedRead.js";
import { publicCallable } from "../request/callable.js";
import { Id } from "../shared/ids.js";
import { Refusal } from "../shared/refusals.js";
import { decode } from "./domain/codec.js";
import { SeatMap } from "./domain/seatMap.js";
import type { DrawnMap } from "./store/drawBlock.js";
import { readMaps } from "./store/readMaps.js";

/** An instance reuses an answer until half a second after its read began. */
const SHARING = { forMs: 500, isKept: true };

/** Clients ask for all blocks less often than for one, because each block costs a read. */
const ALL_BLOCKS_POLL_MS = Math.ceil(2.5 * SEAT_MAP_POLL_MS);

const { base, rows, version } = SeatMap.shape;

const polled = {
  serverTime: z.iso.datetime().meta({ description: "The database's time when this was read." }),
  pollAfterMs: z.int().meta({ description: "How long to wait before the next request, in milliseconds." }),
};

export const GetSeatMapRequest = z.strictObject({
  performanceId: Id,
  block: z.string().normalize("NFC").min(1).max(32),
});

export const GetSeatMapAnswer = z.object({
  performanceId: z.string(),
  block: z.string(),
  base: z.iso.datetime().meta(base.meta()!),
  rows,
  version,
  ...polled,
});
export type GetSeatMapAnswer = z.output<typeof GetSeatMapAnswer>;

/** Shows a block's seats, in rows that `codec.ts` decodes. */
export const getSeatMap = publicCallable(GetSeatMapRequest, ({ performanceId, block }) =>
  shareRead<GetSeatMapAnswer>(["seatMap", performanceId, block], SHARING, async () => {
    const { maps, readAt } = await readMaps(performanceId, block);
    const [map] = maps;
    if (map === undefined) throw new Refusal("BLOCK_NOT_FOUND", "The performance has no such block.");
    return {
      performanceId,
      block,
      base: map.base.toISOString(),
      rows: map.rows,
      version: map.version,
      serverTime: readAt.toISOString(),
      pollAfterMs: SEAT_MAP_POLL_MS,
    };
  }),
);

export const GetSeatCountsRequest = z.strictObject({ performanceId: Id });

export const GetSeatCountsAnswer = z.object({
  performanceId: z.string(),
  blocks: z
    .array(
      z.object({
        block: z.string(),
        seats: z.int(),
        free: z.int(),
        locked: z.int().meta({ description: "Held by a booking that is not paid, or by a payment." }),
        sold: z.int(),
        version,
      }),
    )
    .meta({
      description:
        "After a performance is loaded, blocks whose map is not built yet are missing. Each request builds four of them.",
    }),
  ...polled,
});
export type GetSeatCountsAnswer = z.output<typeof GetSeatCountsAnswer>;

/** Counts the blocks' free, locked and sold seats. While maps are missing, it tells clients to ask again sooner. */
export const getSeatCounts = publicCallable(GetSeatCountsRequest, ({ performanceId }) =>
  shareRead<GetSeatCountsAnswer>(["seatCounts", performanceId], SHARING, async () => {
    const { maps, isPartial, readAt } = await readMaps(performanceId);
    return {
      performanceId,
      blocks: maps.map((map) => countsOf(map, readAt)),
      serverTime: readAt.toISOString(),
      pollAfterMs: isPartial ? SEAT_MAP_POLL_MS : ALL_BLOCKS_POLL_MS,
    };
  }),
);

function countsOf({ block, base, rows, version }: DrawnMap, now: Date) {
  const shown = Object.values(rows).flatMap((row) => decode(row, base.getTime(), now.getTime()));
  const count = (wanted: string) => shown.filter((each) => each === wanted).length;
  const seats = shown.length - count("gap");
  const [free, sold] = [count("free"), count("sold")];
  return { block, seats, free, locked: seats - free - sold, sold, version };
}

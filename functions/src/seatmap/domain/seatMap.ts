import { z } from "zod";
import { BlockId } from "../../performances/performance.js";

/**
 * What is free in one block of a performance. It decides nothing: seats are sold by `occupiedSeats` and the payment
 * intents, and a map follows them.
 */
export const SeatMap = z.object({
  performanceId: z.string(),
  block: BlockId,
  layout: z.string().meta({
    description:
      "A hash of the block's rows and the performance's update time. A map of another layout is built anew.",
  }),
  base: z.date().meta({ description: "A multiple of 5 seconds, not after the write." }),
  rows: z.record(z.string(), z.string()).meta({
    description:
      "A text for each row, with a character for each seat from the lowest number on. `.`: free. `0` to `9`, `A` to `Z` and `a` to `z`, the nth of them: locked until 5 seconds times n after the base, and free from then on without a write. `=`: held by a payment. `#`: sold. `_`: no seat.",
  }),
  version: z.int().meta({ description: "Higher with each write." }),
  updatedAt: z.date(),
});
export type SeatMap = z.output<typeof SeatMap>;

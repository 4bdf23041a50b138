import { z } from "zod";

/** How many tickets of a performance a user holds or has bought. It exists because no query could be atomic with a lock. */
export const TicketCount = z.object({
  userId: z.string(),
  performanceId: z.string(),
  tickets: z.int(),
  updatedAt: z.date(),
});
export type TicketCount = z.output<typeof TicketCount>;

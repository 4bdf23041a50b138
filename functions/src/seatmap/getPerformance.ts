import * as z from "zod";
import { serverNow } from "../firestore/serverClock.js";
import { findPerformance } from "../performances/findPerformance.js";
import { PerformanceSummary, summaryOf } from "../performances/listPerformances.js";
import { Performance, PricedSeat } from "../performances/performance.js";
import { publicCallable } from "../request/callable.js";
import { Id } from "../shared/ids.js";
import { blocksOf } from "./domain/blocks.js";

export const GetPerformanceRequest = z.strictObject({ performanceId: Id });

const { maxTicketsPerUser, refundPolicy } = Performance.shape;

const Section = PricedSeat.pick({ section: true, price: true }).extend({ name: z.string() });

/** Seats beside each other. A row with a gap, or with two prices, has several ranges. */
const Range = z.object({ row: z.string(), section: z.string(), firstSeat: z.int(), lastSeat: z.int() });

export const GetPerformanceAnswer = PerformanceSummary.extend({
  maxTicketsPerUser,
  sections: z.array(Section),
  blocks: z
    .array(z.object({ block: z.string(), name: z.string(), rows: z.array(Range) }))
    .meta({ description: "The parts of the seat map, each with whole rows." }),
  layoutId: Id.nullable().meta({
    description: "The drawing of the venue's seats. Null: rows are drawn straight, one below the other.",
  }),
  refundPolicy,
  serverTime: z.iso.datetime().meta({ description: "The database's time of the answer." }),
});
export type GetPerformanceAnswer = z.output<typeof GetPerformanceAnswer>;

/** Returns what viewers see of a performance. The instance may have read it some seconds ago. */
export const getPerformance = publicCallable(
  GetPerformanceRequest,
  async ({ performanceId }): Promise<GetPerformanceAnswer> => {
    const performance = await findPerformance(performanceId);
    const now = serverNow();
    return {
      ...summaryOf(performanceId, performance, now),
      maxTicketsPerUser: performance.maxTicketsPerUser,
      sections: performance.sections.map(({ section, name, price }) => ({ section, name, price })),
      blocks: blocksOf(performance).map(({ block, name, rows }) => ({
        block,
        name,
        rows: rows.flatMap(({ row, ranges }) => ranges.map((range) => ({ row, ...range }))),
      })),
      layoutId: performance.layoutId ?? null,
      refundPolicy: performance.refundPolicy,
      serverTime: now.toISOString(),
    };
  },
);

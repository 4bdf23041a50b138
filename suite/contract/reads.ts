import "../../functions/src/setup.js";
import { GetLayoutAnswer, GetLayoutRequest } from "../../functions/src/layouts/getLayout.js";
import {
  ListPerformancesAnswer,
  ListPerformancesRequest,
} from "../../functions/src/performances/listPerformances.js";
import { GetPerformanceAnswer, GetPerformanceRequest } from "../../functions/src/seatmap/getPerformance.js";
import {
  GetSeatCountsAnswer,
  GetSeatCountsRequest,
  GetSeatMapAnswer,
  GetSeatMapRequest,
} from "../../functions/src/seatmap/getSeatMap.js";
import { callables, type Described } from "./callables.js";

const serverTime = "2027-05-01T10:30:00.000Z";
const performanceId = "perf_001";
const pollAfterMs = 2_000;
const summary = {
  performanceId,
  title: "Swan Lake",
  venue: "Seoul Arts Center",
  startsAt: "2027-06-01T10:30:00.000Z",
  timeZone: "Asia/Seoul",
  currency: "KRW",
  salesOpenAt: "2027-05-01T01:00:00.000Z",
  salesCloseAt: "2027-06-01T09:30:00.000Z",
  sale: "open",
  priceFrom: 70_000,
  priceTo: 150_000,
};

/** The reads that have a route and no callable, by name. */
export const reads = {
  listPerformances: {
    does: "Lists the performances that begin from a day ago on, page by page, the earliest first.",
    request: ListPerformancesRequest,
    answer: ListPerformancesAnswer,
    isPublic: true,
    reasons: ["CONTENDED"],
    example: {
      request: { pageSize: 20 },
      answer: { performances: [summary], nextCursor: null, serverTime },
    },
  },
  getPerformance: {
    does: "Tells when and where a performance is, its prices, and its seats by block.",
    request: GetPerformanceRequest,
    answer: GetPerformanceAnswer,
    isPublic: true,
    reasons: ["PERFORMANCE_NOT_FOUND", "CONTENDED"],
    example: {
      request: { performanceId },
      answer: {
        ...summary,
        maxTicketsPerUser: 10,
        sections: [
          { section: "VIP", name: "VIP", price: 150_000 },
          { section: "S", name: "Standard", price: 70_000 },
        ],
        blocks: [
          {
            block: "b1",
            name: "VIP",
            rows: [{ row: "A", section: "VIP", firstSeat: 1, lastSeat: 8 }],
          },
          {
            block: "b2",
            name: "Standard",
            rows: [{ row: "F", section: "S", firstSeat: 1, lastSeat: 20 }],
          },
        ],
        layoutId: null,
        refundPolicy: {
          free: [{ withinHours: 24, daysBefore: 3 }],
          tiers: [
            { daysBefore: 10, feePercent: 0 },
            { daysBefore: 0, feePercent: 30 },
          ],
        },
        serverTime,
      },
    },
  },
  getSeatCounts: {
    does: "Counts the seats of each block of a performance: the free, the locked and the sold ones.",
    request: GetSeatCountsRequest,
    answer: GetSeatCountsAnswer,
    isPublic: true,
    reasons: ["PERFORMANCE_NOT_FOUND", "CONTENDED", "OUTCOME_UNKNOWN"],
    example: {
      request: { performanceId },
      answer: {
        performanceId,
        blocks: [{ block: "b1", seats: 8, free: 5, locked: 2, sold: 1, version: 1_809_340_200_017 }],
        serverTime,
        pollAfterMs: 5_000,
      },
    },
  },
  getSeatMap: {
    does: "Shows the seats of one block: which are free, until when others are locked, and which are sold.",
    request: GetSeatMapRequest,
    answer: GetSeatMapAnswer,
    isPublic: true,
    reasons: ["PERFORMANCE_NOT_FOUND", "BLOCK_NOT_FOUND", "CONTENDED", "OUTCOME_UNKNOWN"],
    example: {
      request: { performanceId, block: "b1" },
      answer: {
        performanceId,
        block: "b1",
        base: "2027-05-01T10:29:55.000Z",
        rows: { A: "..#.l=.." },
        version: 1_809_340_200_017,
        serverTime,
        pollAfterMs,
      },
    },
  },
  getLayout: {
    does: "Tells where the seats of a venue stand, for performances that name a `layoutId`.",
    request: GetLayoutRequest,
    answer: GetLayoutAnswer,
    isPublic: true,
    reasons: ["LAYOUT_NOT_FOUND", "CONTENDED"],
    example: {
      request: { layoutId: "arts_center" },
      answer: {
        layoutId: "arts_center",
        name: "Seoul Arts Center, great hall",
        stage: [-60, 0, 60, 0, 60, 30, -60, 30],
        blocks: {
          "1F-A": {
            name: { ko: "1층 A구역", en: "Stalls A" },
            outline: [-40, 50, 40, 50, 40, 80, -40, 80],
            level: 1,
          },
        },
        rows: {
          A: {
            firstSeat: 1,
            x: -35,
            y: 60,
            angle: 16.8,
            pitch: 5.2,
            curve: 120,
            gaps: [7],
            accessible: [1, 2],
          },
        },
        serverTime,
      },
    },
  },
} as const satisfies Record<string, Described>;

/** The callables and the reads, by name. Each of `routes` serves one of them. */
export const operations = { ...callables, ...reads };

export type OperationName = keyof typeof operations;

/** Returns whether an operation is a read without a callable. */
export const isRead = (name: OperationName): name is keyof typeof reads => name in reads;

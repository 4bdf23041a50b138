import { logger } from "firebase-functions/logger";
import type { IntentAsWritten } from "../../payments/store/recordOutcome.js";
import { withDeadline } from "../../shared/deadline.js";
import { getAll } from "../../firestore/database.js";
import { within } from "../domain/blocks.js";
import { read } from "../domain/seatMap.js";
import { findPlan, mapRef, standing } from "./drawBlock.js";
import { showSeats } from "./showSeats.js";

/** How long it may take to show the seats of one performance, in milliseconds. */
const SHOWING_MS = 15_000;

/**
 * Shows the seats of finished payments in the maps, because their events may have been lost. If no seat of a paid
 * payment was given back, its seats are written only if a map does not show them as sold.
 * @returns the payments of the performances that raised no error. An error is logged.
 */
export async function showFinished(finished: readonly IntentAsWritten[]): Promise<IntentAsWritten[]> {
  const performanceIds = [...new Set(finished.map(({ intent }) => intent.performanceId))];
  const shown = performanceIds.map(async (performanceId) => {
    const here = finished.filter(({ intent }) => intent.performanceId === performanceId);
    try {
      await withDeadline(SHOWING_MS, () => showUnshown(performanceId, here));
      return here;
    } catch (error) {
      logger.error("seats.not-shown", new Error(`performance ${performanceId}`, { cause: error }));
      return [];
    }
  });
  return (await Promise.all(shown)).flat();
}

async function showUnshown(performanceId: string, finished: readonly IntentAsWritten[]): Promise<void> {
  const intents = finished.map(({ intent }) => intent);
  const paid = intents.filter(({ status, refunds }) => status === "SUCCESS" && refunds === 0);
  const sold = await soldSeats(
    performanceId,
    paid.flatMap(({ seatIds }) => seatIds),
  );
  const isShown = (intent: (typeof intents)[number]) =>
    paid.includes(intent) && intent.seatIds.every((seatId) => sold.has(seatId));
  await showSeats(
    performanceId,
    intents.filter((intent) => !isShown(intent)),
  );
}

/** Reads the maps of the blocks that have seats of `seatIds`. Returns all seats that these maps show as sold. */
async function soldSeats(performanceId: string, seatIds: readonly string[]): Promise<Set<string>> {
  const plan = await findPlan(performanceId);
  if (plan === null) return new Set();
  const blocks = plan.blocks.filter((block) => within(block, seatIds).length > 0);
  const found = await getAll(blocks.map((block) => mapRef(plan, block)));
  const shown = blocks.flatMap((block, index) => {
    const map = standing(plan, block, found[index]!);
    return map === null ? [] : [...read(block, map, map.base.getTime())];
  });
  return new Set(shown.filter(([, state]) => state === "sold").map(([seatId]) => seatId));
}

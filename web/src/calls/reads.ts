import type {
  GetLayoutAnswer,
  GetPerformanceAnswer,
  GetSeatCountsAnswer,
  GetSeatMapAnswer,
  ListPerformancesAnswer,
} from "../../../functions/src/contract.js";
import { clock } from "../time/clock.js";
import { CallFailed, callFailed } from "./trouble.js";

/** How long to wait for an answer, in milliseconds. The service answers within 25 seconds. */
const PATIENCE_MS = 30_000;

export const listPerformances = (cursor: string | null): Promise<ListPerformancesAnswer> =>
  read(cursor === null ? "performances" : `performances?cursor=${encodeURIComponent(cursor)}`);

export const getPerformance = (performanceId: string): Promise<GetPerformanceAnswer> =>
  read(`performances/${encodeURIComponent(performanceId)}`);

export const getSeatCounts = (performanceId: string): Promise<GetSeatCountsAnswer> =>
  read(`seatMaps/${encodeURIComponent(performanceId)}`);

export const getSeatMap = (performanceId: string, block: string): Promise<GetSeatMapAnswer> =>
  read(`seatMaps/${encodeURIComponent(performanceId)}/${encodeURIComponent(block)}`);

/** The wait for a layout is shorter, because seats are shown only after it, and can be drawn without a layout. */
export const getLayout = (layoutId: string): Promise<GetLayoutAnswer> =>
  read(`layouts/${encodeURIComponent(layoutId)}`, 5_000);

/**
 * Reads what everyone may see, through caches, and gives the server's time in the answer to the clock.
 * @throws CallFailed
 */
async function read<Answer extends { serverTime: string }>(
  path: string,
  patience = PATIENCE_MS,
): Promise<Answer> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`/api/${path}`, { signal: AbortSignal.timeout(patience) });
    body = await response.json();
  } catch {
    // There is no connection, no answer in time, or something between here and the service answered without JSON.
    throw new CallFailed({ reason: "LOST" });
  }
  if (!response.ok) {
    const { error } = body as { error?: { status?: string; details?: unknown } };
    throw callFailed(error?.status ?? "", error?.details);
  }
  const answer = body as Answer;
  clock.noteCached(Date.parse(answer.serverTime));
  return answer;
}

import type {
  GetLayoutAnswer,
  GetPerformanceAnswer,
  GetSeatCountsAnswer,
  GetSeatMapAnswer,
  ListPerformancesAnswer,
} from "../../../functions/src/contract.js";
import { clock } from "../time/clock.js";
import { CallFailed, callFailed } from "./trouble.js";

/** How long to wait for an answer, in milliseconds. The service's own deadline is 25 seconds. */
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

const ask = (path: string, patience = PATIENCE_MS): Promise<Response> =>
  fetch(`/api/${path}`, { signal: AbortSignal.timeout(patience) });

/** Answers that were asked for before the page that needs them could be shown, by their paths. */
const ahead = new Map<string, Promise<Response>>();

/**
 * Asks for what the page at this address reads first, while its words are still on their way. Does so for the list of
 * performances, the blocks of one, and the seats of a block.
 */
export function askAhead(address: string): void {
  const [, page, id, block] = address.split("/");
  const paths = page === "" ? ["performances"] : [];
  if (page === "p" && id) paths.push(`performances/${id}`);
  if (page === "p" && block) paths.push(`seatMaps/${id}/${block}`);
  for (const path of paths) {
    const answer = ask(path);
    // If no page reads this answer, its failure must not be reported as unhandled. A page that reads it still gets it.
    answer.catch(() => {});
    ahead.set(path, answer);
  }
}

/**
 * Reads what everyone may see, through caches, and gives the server's time in the answer to the clock.
 * @throws CallFailed
 */
async function read<Answer extends { serverTime: string }>(path: string, patience?: number): Promise<Answer> {
  let response: Response;
  let body: unknown;
  try {
    const early = ahead.get(path);
    ahead.delete(path);
    response = await (early ?? ask(path, patience));
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

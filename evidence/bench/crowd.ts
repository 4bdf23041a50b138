import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { getOccupiedSeats } from "../../functions/src/index.js";
import { publicOnly } from "../../functions/src/http/routes.js";
import { findPerformance } from "../../functions/src/performances/findPerformance.js";
import { getSeatCounts, getSeatMap } from "../../functions/src/seatmap/getSeatMap.js";
import type { World } from "./world.js";

/** A way to look at the seats of a performance. It resolves with all answers that the service gives to it. */
export type Look = (performanceId: string) => Promise<object[]>;

/** Calls a callable without a user who is signed in. */
const ask = (callable: { run: (request: never) => unknown }, data: object) =>
  callable.run({ data, auth: undefined } as never) as Promise<object>;

const blockIds = (blocks: number) => Array.from({ length: blocks }, (_, index) => `b${index + 1}`);

export const oneBlock: Look = async (performanceId) => [
  await ask(getSeatMap, { performanceId, block: "b1" }),
];

/** How many seats of each block are free, locked and sold. */
export const allCounts: Look = async (performanceId) => [await ask(getSeatCounts, { performanceId })];

/** The maps of all blocks. There is one call for each block, and all calls run at the same time. */
export const allBlocks =
  (blocks: number): Look =>
  (performanceId) =>
    Promise.all(blockIds(blocks).map((block) => ask(getSeatMap, { performanceId, block })));

/** The occupied seats, asked for page by page. */
export const byQuery: Look = async (performanceId) => {
  const pages: object[] = [];
  let cursor: string | null = null;
  do {
    const page = await ask(getOccupiedSeats, { performanceId, cursor });
    pages.push(page);
    cursor = (page as { nextCursor: string | null }).nextCursor;
  } while (cursor !== null);
  return pages;
};

/**
 * What an answer of `publicApi` promises: how long shared caches keep it, and after how long clients ask again, in
 * seconds. `head` is the size of its HTTP head in bytes.
 */
export interface Promised {
  cachedFor: number;
  pollAfter: number;
  head: number;
}

/** Asks `publicApi` over HTTP for the map of block b1 and for the counts of all blocks. Returns what both promise. */
export async function askRoutes(performanceId: string): Promise<{ block: Promised; counts: Promised }> {
  const server = publicOnly.listen(0, "127.0.0.1");
  try {
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const promised = async (path: string): Promise<Promised> => {
      const response = await fetch(`http://127.0.0.1:${port}/api/seatMaps/${path}`);
      const { pollAfterMs } = (await response.json()) as { pollAfterMs: number };
      const [, cachedFor] = /s-maxage=(\d+)/.exec(response.headers.get("cache-control") ?? "")!;
      const lines = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`);
      const head = `HTTP/1.1 200 OK\r\n${lines.join("")}\r\n`.length;
      return { cachedFor: Number(cachedFor), pollAfter: pollAfterMs / 1000, head };
    };
    return { block: await promised(`${performanceId}/b1`), counts: await promised(performanceId) };
  } finally {
    server.close();
  }
}

/** What a look costs: billed reads, and the answers' size as JSON and compressed, in bytes. */
export interface Looked {
  reads: number;
  json: number;
  gzip: number;
}

/**
 * Counts what a look costs on a warm instance, which knows the performance already. Half a second must pass before
 * the same maps or counts are looked at again, because an instance keeps an answer about them for so long.
 */
export async function countLook({ firestore }: World, performanceId: string, look: Look): Promise<Looked> {
  let answers: object[] = [];
  await findPerformance(performanceId);
  const { reads } = await firestore.counting(async () => (answers = await look(performanceId)));
  const bodies = answers.map((answer) => JSON.stringify(answer));
  const sum = (sizes: number[]) => sizes.reduce((all, size) => all + size, 0);
  return {
    reads,
    json: sum(bodies.map((body) => Buffer.byteLength(body))),
    gzip: sum(bodies.map((body) => gzipSync(body).length)),
  };
}

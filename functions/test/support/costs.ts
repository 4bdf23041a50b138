import { started } from "./firestore.js";
import { gatewayCost } from "./gatewayCost.js";
import { book, clearDatabase, openPerformance } from "./world.js";

/** Reads, writes and deletes as Firestore bills them, and the number of requests. */
interface Cost {
  reads: number;
  writes: number;
  deletes: number;
  requests: number;
}

interface Counts {
  total: Cost;
  collections: Record<string, Cost>;
}

const countsUrl = () =>
  `http://${process.env["FIRESTORE_EMULATOR_HOST"]}/emulator/v1/projects/${process.env["GCLOUD_PROJECT"]}/counts`;

async function reachable(): Promise<boolean> {
  const { ok } = await fetch(countsUrl());
  return ok;
}

/** Measures the cost of a call, without that of the simulated gateway. */
export async function costOf(act: () => Promise<unknown>): Promise<Cost> {
  await fetch(countsUrl(), { method: "DELETE" });
  await act();
  const { total, collections } = (await (await fetch(countsUrl())).json()) as Counts;
  const less = (figure: keyof Cost) => total[figure] - gatewayCost(collections, figure);
  return {
    reads: less("reads"),
    writes: less("writes"),
    deletes: less("deletes"),
    requests: less("requests"),
  };
}

/** Clears the database before each test. Skips the tests if the Firestore does not count its requests. */
export function useCosts(): void {
  before(async function () {
    // A Firestore that the tests did not start may not count requests.
    if (started !== null || (await reachable())) return;
    const host = process.env["FIRESTORE_EMULATOR_HOST"];
    process.stdout.write(
      `    Budgets are skipped: the Firestore at ${host} does not count what reaches it.\n`,
    );
    this.skip();
  });
  beforeEach(clearDatabase);
  after(clearDatabase);
}

export const seatIds = (count: number) => Array.from({ length: count }, (_, index) => `A${index + 1}`);

/** Opens a performance and books a seat of it, so that the instance has the performance in its cache. */
export async function warmPerformance(): Promise<string> {
  const performanceId = await openPerformance();
  await book("earlier", performanceId, ["C20"]);
  return performanceId;
}

/** Books the first seats of row A as ann, on a warm instance. */
export async function held(count: number) {
  const performanceId = await warmPerformance();
  return { performanceId, ...(await book("ann", performanceId, seatIds(count))) };
}

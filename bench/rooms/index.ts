import type { Result } from "../report/result.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";
import { contention } from "./contention.js";
import { latency } from "./latency.js";
import { purchase } from "./purchase.js";

/** The benchmarks by their names on the command line. */
export const rooms: Record<string, (world: World, settings: Settings) => Promise<Result>> = {
  purchase,
  latency,
  contention,
};

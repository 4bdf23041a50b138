import type { Result } from "../report/result.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";
import { coldStart } from "./coldStart.js";
import { contention } from "./contention.js";
import { handlers } from "./handlers.js";
import { hotBlock } from "./hotBlock.js";
import { latency } from "./latency.js";
import { purchase } from "./purchase.js";
import { sweeping } from "./sweeping.js";

/** The benchmarks, by their names on the command line. */
export const scenarios: Record<string, (world: World, settings: Settings) => Promise<Result>> = {
  purchase,
  latency,
  contention,
  handlers,
  coldStart,
  sweeping,
  hotBlock,
};

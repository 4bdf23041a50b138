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
import { watching } from "./watching.js";
import { wholeCall } from "./wholeCall.js";

/** The benchmarks, by their names on the command line. */
export const scenarios: Record<string, (world: World, settings: Settings) => Promise<Result>> = {
  purchase,
  latency,
  contention,
  handlers,
  wholeCall,
  coldStart,
  sweeping,
  hotBlock,
  watching,
};

/** The sections of the page of all benchmarks: those above, and those that need the whole stack. */
export const sections = [...Object.keys(scenarios), "staleness", "shop"];

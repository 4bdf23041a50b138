import { answers } from "./answers.js";
import { byHand } from "./byHand.js";
import { claims } from "./claims.js";
import { clocks } from "./clocks.js";
import { deadlines } from "./deadlines.js";
import { gateway } from "./gateway.js";
import { holding } from "./holding.js";
import type { Mutant } from "./mutant.js";
import { payments } from "./payments.js";
import { refunds } from "./refunds.js";
import { refundSweeps } from "./refundSweeps.js";
import { refusals } from "./refusals.js";
import { requests } from "./requests.js";
import { seatMaps } from "./seatMaps.js";
import { seats } from "./seats.js";
import { settlements } from "./settlements.js";
import { sweeps } from "./sweeps.js";

/** Every mistake that the simulation must find. */
export const MUTANTS: readonly Mutant[] = [
  ...seats,
  ...seatMaps,
  ...payments,
  ...claims,
  ...gateway,
  ...settlements,
  ...sweeps,
  ...clocks,
  ...requests,
  ...refusals,
  ...refunds,
  ...refundSweeps,
  ...answers,
  ...holding,
  ...deadlines,
  ...byHand,
];

import type { Mutant } from "./mutant.js";
import { payments } from "./payments.js";
import { requests } from "./requests.js";
import { seats } from "./seats.js";
import { settlements } from "./settlements.js";

/** Every mistake that the simulation must find. */
export const MUTANTS: readonly Mutant[] = [...seats, ...payments, ...settlements, ...requests];

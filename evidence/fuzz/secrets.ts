import { SOMEONE_ELSE } from "./someoneElse.js";

/** The card of the examples: nothing of it may be heard of again, in an answer or in the log. */
export const CARD = ["7391", "tok_fuzzed"];

/** What no answer may hold: someone else's, the card, and where our code lies. */
export const SECRETS = [SOMEONE_ELSE, ...CARD, "/functions/", "node_modules"];

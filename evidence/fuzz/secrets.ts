import { SOMEONE_ELSE } from "./someoneElse.js";

/** The CVV and the token of the examples. Neither may appear in an answer or in the log. */
export const CARD = ["7391", "tok_fuzzed"];

/** Texts that no answer may contain: another user's id, the card data, and paths of the code. */
export const SECRETS = [SOMEONE_ELSE, ...CARD, "/functions/", "node_modules"];

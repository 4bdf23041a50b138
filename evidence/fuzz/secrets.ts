import { SOMEONE_ELSE } from "./someoneElse.js";

/** The CVV and the card token in the example requests. No answer and no log line may contain them. */
export const CARD = ["7391", "tok_fuzzed"];

/** Texts that no answer may contain: another user's id, the card data, and paths of the code. */
export const SECRETS = [SOMEONE_ELSE, ...CARD, "/functions/", "node_modules"];

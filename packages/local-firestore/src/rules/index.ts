import { parseRulesFile } from "./language/parser.js";
import { Ruleset } from "./ruleset.js";

export { RulesSyntaxError } from "./language/errors.js";
export type { Accesses } from "./evaluation/lookups.js";
export type { Auth, Document, DocumentReader, Method, RulesRequest, Verdict } from "./request.js";
export type { Ruleset } from "./ruleset.js";

/**
 * Reads Firestore security rules, version 1 or 2, ready to decide requests.
 * @throws RulesSyntaxError with line, column and what was expected
 */
export function parseRules(source: string): Ruleset {
  return new Ruleset(parseRulesFile(source));
}

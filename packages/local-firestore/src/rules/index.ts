import { parseRulesFile } from "./language/parser.js";
import { Ruleset } from "./ruleset.js";

export { RulesSyntaxError } from "./language/errors.js";
export type { Accesses } from "./evaluation/lookups.js";
export type { Auth, Document, DocumentReader, Method, RulesRequest, Verdict } from "./request.js";
export type { Ruleset } from "./ruleset.js";

/**
 * Parses Firestore security rules of version 1 or 2.
 * @throws RulesSyntaxError with line, column and what was expected
 */
export function parseRules(source: string): Ruleset {
  return new Ruleset(parseRulesFile(source));
}

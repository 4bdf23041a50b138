import { createRequire } from "node:module";
import type { RE2JS } from "re2js";
import { EvaluationError } from "../values/errors.js";

const MAX_COMPILED = 500;
const compiled = new Map<string, RE2JS>();

/**
 * Compiles a pattern in RE2's syntax. Matching takes time linear in the text's length, whatever the pattern is.
 * @throws EvaluationError if the pattern is malformed
 */
export function regularExpression(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  try {
    const expression = re2().compile(pattern);
    compiled.set(pattern, expression);
    return expression;
  } catch (error) {
    throw new EvaluationError(
      `Invalid regular expression pattern: ${error instanceof Error ? error.message : pattern}`,
    );
  }
}

let loaded: typeof RE2JS | undefined;

/** Loads RE2 when a rule first needs it, because loading it takes most of the start-up time of the rules engine. */
function re2(): typeof RE2JS {
  loaded ??= (createRequire(import.meta.url)("re2js") as { RE2JS: typeof RE2JS }).RE2JS;
  return loaded;
}

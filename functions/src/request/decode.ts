import type * as z from "zod";
import { malformed, type Issue } from "./errors.js";

/**
 * Parses a request. A request without data is treated as one without fields.
 * @throws HttpsError `invalid-argument` if fields are malformed or unknown.
 */
export function decode<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const foreign = prototypeIssues(data, []);
  if (foreign.length > 0) throw malformed(foreign);
  const parsed = schema.safeParse(data ?? {});
  if (!parsed.success) throw malformed(parsed.error.issues.flatMap(issuesOf));
  return parsed.data;
}

/**
 * Lists a field `__proto__` of this very object as an issue. Code that copies the object may drop the field silently,
 * or make its value the copy's prototype.
 */
export function prototypeIssues(value: unknown, path: readonly string[]): Issue[] {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "__proto__")) return [];
  return [{ field: [...path, "__proto__"].join("."), message: "is not a field" }];
}

function issuesOf(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: [...path, key].join("."), message: "is not a field" }));
  }
  return [{ field: path.join(".") || "request", message: issue.message }];
}

import { HttpsError } from "firebase-functions/https";
import type { z } from "zod";

/** What is wrong with one field of a request: `details.issues` of an `invalid-argument`. */
export interface Issue {
  field: string;
  message: string;
}

/**
 * Parses a request; one without data has no fields.
 * @throws HttpsError `invalid-argument` that names each malformed or unknown field.
 */
export function decode<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const foreign = foreignPrototype(data);
  if (foreign.length > 0) throw malformed(foreign);
  const parsed = schema.safeParse(data ?? {});
  if (!parsed.success) throw malformed(parsed.error.issues.flatMap(issuesOf));
  return parsed.data;
}

/** How many faults a caller is told of. A request may have thousands, and the answer would be longer than it is. */
const MOST_ISSUES = 20;

/** The error that names what is wrong with a request. */
export function malformed(found: readonly Issue[]): HttpsError {
  const issues = found.slice(0, MOST_ISSUES);
  const fields = issues.map((issue) => `${issue.field}: ${issue.message}`);
  return new HttpsError("invalid-argument", `Malformed request. ${fields.join("; ")}.`, { issues });
}

/** JSON can name a field `__proto__`; what it holds would be inherited, and pass for fields that were not sent. */
function foreignPrototype(data: unknown): Issue[] {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return [];
  const plain = [Object.prototype, null].includes(Object.getPrototypeOf(data));
  return plain && !Object.hasOwn(data, "__proto__")
    ? []
    : [{ field: "__proto__", message: "is not a field" }];
}

function issuesOf(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: [...path, key].join("."), message: "is not a field" }));
  }
  return [{ field: path.join(".") || "request", message: issue.message }];
}

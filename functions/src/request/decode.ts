import { HttpsError } from "firebase-functions/https";
import type { z } from "zod";

/** An error in one field of a request. `details.issues` of an `invalid-argument` error lists them. */
export interface Issue {
  field: string;
  message: string;
}

/**
 * Parses a request. A request without data is treated as one without fields.
 * @throws HttpsError `invalid-argument` that names the malformed and unknown fields.
 */
export function decode<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const foreign = foreignPrototype(data);
  if (foreign.length > 0) throw malformed(foreign);
  const parsed = schema.safeParse(data ?? {});
  if (!parsed.success) throw malformed(parsed.error.issues.flatMap(issuesOf));
  return parsed.data;
}

/**
 * The most issues in one answer. A request may have thousands, and an answer with all of them would be longer than the
 * request.
 */
const MOST_ISSUES = 20;

/** The error for a malformed request. It lists the first 20 issues. */
export function malformed(found: readonly Issue[]): HttpsError {
  const issues = found.slice(0, MOST_ISSUES);
  const fields = issues.map((issue) => `${issue.field}: ${issue.message}`);
  return new HttpsError("invalid-argument", `Malformed request. ${fields.join("; ")}.`, { issues });
}

/**
 * Finds a field named `__proto__`, which JSON allows. Its contents would become inherited fields and be taken for fields
 * that the caller did not send.
 */
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

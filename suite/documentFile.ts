import { z } from "zod";
import { Id } from "../functions/src/shared/ids.js";
import { UserError } from "./userError.js";

/** A mistake in a document, and the path of its field. */
export interface Problem {
  path: PropertyKey[];
  message: string;
}

/** A kind of documents that a file may hold. */
export interface Kind<T> {
  /** The word for one such document in messages, such as `performance`. */
  noun: string;
  /** How a file with one such document begins, such as `{"perf_002": {"title": ...}}`. Messages show it. */
  example: string;
  schema: z.ZodType<T> & { shape: object };
  /** How to make a document smaller that is larger than Firestore allows. */
  ifTooLarge: string;
  /** Finds mistakes that the schema accepts. The schema must accept them, because it also reads stored documents. */
  mistakes: (document: T) => Problem[];
}

/**
 * Checks documents and their ids with the schemas that the functions use. Refuses unknown fields too,
 * because they would have no effect. Also refuses damaged texts, documents that are too large, and
 * values that the schema accepts but that must be mistakes, such as a blank title.
 * @throws UserError with one line for each mistake: the file, the document, the field.
 */
export function checkDocuments<T>(documents: unknown, source: string, kind: Kind<T>): Record<string, T> {
  const { noun, example, schema } = kind;
  if (!isObject(documents) || Array.isArray(documents) || Object.keys(documents).length === 0) {
    throw new UserError(`${source}: must be an object with a ${noun} for each id, ${example}`);
  }
  if (isDocumentItself(documents, schema)) {
    throw new UserError(`${source}: is a ${noun} without its id: put it into an object, ${example}`);
  }
  const checked: Record<string, T> = {};
  const problems: string[] = [];
  for (const [id, document] of Object.entries(documents)) {
    const report = (problem: Problem) => problems.push(`${source}: ${id}: ${inWords(problem)}`);
    const { error: badId } = Id.safeParse(id);
    if (badId) report({ path: [], message: `the id ${badId.issues[0]!.message}` });
    const { data, error } = schema.safeParse(document);
    error?.issues.forEach((issue) => report({ path: issue.path, message: messageOf(issue) }));
    brokenTexts(document).forEach(report);
    if (data) {
      unknownFields(document, data, noun).forEach(report);
      kind.mistakes(data).forEach(report);
      if (storedBytes(data) > MAX_BYTES)
        report({ path: [], message: `is more than a document can hold, 1 MiB: ${kind.ifTooLarge}` });
      checked[id] = data;
    }
  }
  if (problems.length > 0) throw new UserError(`${problems.join("\n")}\nNothing was written.`);
  return checked;
}

/** Says a problem as `field: message`, or as the message alone if it has no field. */
export function inWords({ path, message }: Problem): string {
  return path.length > 0 ? `${z.core.toDotPath(path)}: ${message}` : message;
}

function isDocumentItself(documents: Record<string, unknown>, { shape }: { shape: object }): boolean {
  return Object.keys(shape).some((field) => {
    const value = documents[field];
    return value !== undefined && (!isObject(value) || Array.isArray(value));
  });
}

/** Rewords an issue for the author of the file, because the schema says "received undefined" for a missing field. */
function messageOf({ message }: z.core.$ZodIssue): string {
  return message.endsWith("received undefined") ? "is missing" : message;
}

/** Finds the fields that parsing dropped, because the schema does not know them. */
function unknownFields(raw: unknown, parsed: unknown, noun: string, path: PropertyKey[] = []): Problem[] {
  if (!isObject(raw) || !isObject(parsed)) return [];
  return Object.keys(raw).flatMap((key) => {
    const here = [...path, Array.isArray(raw) ? Number(key) : key];
    // Parsing brings the names of rows and blocks into this form.
    const kept = key.normalize("NFC");
    return Object.hasOwn(parsed, kept)
      ? unknownFields(raw[key], parsed[kept], noun, here)
      : [{ path: here, message: `is not a field of a ${noun}` }];
  });
}

/** Finds damaged texts. Such a text contains half a surrogate pair, or U+FFFD, which replaces a lost character. */
function brokenTexts(value: unknown, path: PropertyKey[] = []): Problem[] {
  if (typeof value === "string") {
    return /[\p{Surrogate}\uFFFD]/u.test(value)
      ? [{ path, message: "holds a character that is lost or only half there: type it again" }]
      : [];
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    brokenTexts(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

const VISIBLE = /[^\s\p{Control}\p{Default_Ignorable_Code_Point}]/u;

/** Returns whether a text has nothing that can be seen. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);

/**
 * The largest size of a document in bytes: Firestore's limit for a document, minus room for the document's name
 * (https://firebase.google.com/docs/firestore/storage-size).
 */
const MAX_BYTES = 1_048_576 - 1_024;

/** About how many bytes a value takes in Firestore: each value that is not a text or an object counts as 8. */
export function storedBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value) + 1;
  if (!isObject(value)) return 8;
  const name = (key: string) => (Array.isArray(value) ? 0 : Buffer.byteLength(key) + 1);
  return Object.entries(value).reduce((total, [key, inner]) => total + name(key) + storedBytes(inner), 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}

import {
  getFirestore,
  Timestamp,
  type CollectionReference,
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  type FirestoreDataConverter,
} from "firebase-admin/firestore";
import * as z from "zod";
import { app } from "../setup.js";

export const db = getFirestore(app);

/** The schema of a document. Its `shape` names the document's fields. */
type Schema<T> = z.ZodType<T> & { shape: object };

/** The error for a stored document that does not match its schema. Its message names the document. */
export class MalformedDocument extends Error {
  constructor(path: string, problem: z.ZodError) {
    super(`${path} is malformed: ${z.prettifyError(problem)}`);
    this.name = "MalformedDocument";
  }
}

/**
 * Parses the fields of a stored document that its schema names. Other fields are ignored.
 * @param idField the field that is set to the document's id. It is not stored.
 * @throws MalformedDocument
 */
export function parse<T>(
  schema: Schema<T>,
  snapshot: { id: string; ref: { path: string }; data(): DocumentData | undefined },
  idField?: string,
): T {
  const stored = snapshot.data() ?? {};
  const named = Object.keys(schema.shape).filter((field) => Object.hasOwn(stored, field));
  const data = Object.fromEntries(named.map((field) => [field, withDates(stored[field])]));
  const result = schema.safeParse(idField === undefined ? data : { ...data, [idField]: snapshot.id });
  if (!result.success) throw new MalformedDocument(snapshot.ref.path, result.error);
  return result.data;
}

/** Converts timestamps to dates, also in lists and maps. Objects of other classes, such as references, are kept. */
function withDates(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(withDates);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withDates(inner)]));
}

/** A collection whose documents a schema parses when `data()` is called. For `idField` see `parse`. */
export function collection<T extends DocumentData>(
  name: string,
  schema: Schema<T>,
  idField?: string,
): CollectionReference<T> {
  const converter: FirestoreDataConverter<T> = {
    toFirestore(document) {
      if (idField === undefined) return document;
      const { [idField]: _id, ...stored } = document as DocumentData;
      return stored;
    },
    fromFirestore: (snapshot) => parse(schema, snapshot, idField),
  };
  return db.collection(name).withConverter(converter);
}

/** Reads documents together. Returns them in the order of `refs`. */
export async function getAll<T extends DocumentData>(
  refs: readonly DocumentReference<T>[],
): Promise<DocumentSnapshot<T>[]> {
  if (refs.length === 0) return [];
  return (await db.getAll(...refs)) as DocumentSnapshot<T>[];
}

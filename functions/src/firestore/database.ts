import {
  getFirestore,
  Timestamp,
  type CollectionReference,
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  type FirestoreDataConverter,
} from "firebase-admin/firestore";
import { z } from "zod";

export const db = getFirestore();

/** The schema of a document: of an object whose fields have names. */
type Schema<T> = z.ZodType<T> & { shape: object };

/** A stored document that is not what its schema says. It fails here, by name, and nowhere else. */
export class MalformedDocument extends Error {
  constructor(path: string, problem: z.ZodError) {
    super(`${path} is malformed: ${z.prettifyError(problem)}`);
    this.name = "MalformedDocument";
  }
}

/**
 * Parses the fields of a stored document that its schema names; what else it holds is not looked at.
 * @param idField the field that the document's id becomes; it is not stored.
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

/** Makes dates of times. Objects of other classes, such as references, lead into the SDK and stay as they are. */
function withDates(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(withDates);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withDates(inner)]));
}

/** A collection whose documents are what their schema says. `idField`: see `parse`. */
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

/** Reads documents of one kind in one round trip, in the order asked for. */
export async function getAll<T extends DocumentData>(
  refs: readonly DocumentReference<T>[],
): Promise<DocumentSnapshot<T>[]> {
  if (refs.length === 0) return [];
  return (await db.getAll(...refs)) as DocumentSnapshot<T>[];
}

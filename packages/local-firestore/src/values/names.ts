import { invalidArgument } from "../status.js";

const DOCUMENTS = "/documents";

/**
 * The most bytes of a document's name
 * (https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields).
 */
const MAX_NAME_BYTES = 6 * 1024;
/** The most collections in a document's name, from the same page. */
const MAX_COLLECTIONS = 100;

/** The part `projects/P/databases/D` of a resource name. @throws {StatusError} INVALID_ARGUMENT if there is none. */
export function databaseOf(name: string): string {
  const match = /^projects\/[^/]+\/databases\/[^/]+/.exec(name);
  if (!match) throw invalidArgument(`Invalid resource name "${name}": expected projects/*/databases/*.`);
  return match[0];
}

/** The path below `documents`, without its leading slash; empty for the database's root. */
export function relativePath(name: string): string {
  const root = /^projects\/[^/]+\/databases\/[^/]+\/documents\//.exec(name);
  return root ? name.slice(root[0].length) : "";
}

/** The resource name of the collection a document is in. */
export const collectionOf = (documentName: string): string =>
  documentName.slice(0, documentName.lastIndexOf("/"));

/** A collection's or document's own id, the last segment of its name. */
export const idOf = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** The id of the collection a document is in. */
export const collectionIdOf = (documentName: string): string => idOf(collectionOf(documentName));

/** The number in an id such as `__id7__`, the form of ids imported from Datastore. Undefined for all other ids. */
export function documentIdNumber(id: string): bigint | undefined {
  if (!id.startsWith("__id")) return undefined;
  const match = /^__id(-?\d+)__$/.exec(id);
  return match?.[1] === undefined ? undefined : BigInt(match[1]);
}

/**
 * @throws {StatusError} INVALID_ARGUMENT unless `name` names a document, and the cloud accepts its length, depth and
 * ids.
 */
export function checkDocumentName(name: string): void {
  databaseOf(name);
  const segments = relativePath(name).split("/");
  if (!name.includes(`${DOCUMENTS}/`) || segments.length % 2 !== 0) {
    throw invalidArgument(`Document name "${name}" lacks "/" at index ${name.length}.`);
  }
  if (segments.length > 2 * MAX_COLLECTIONS)
    throw invalidArgument(`A document name has more than ${MAX_COLLECTIONS} collections in it.`);
  if (name.length > MAX_NAME_BYTES / 3 && Buffer.byteLength(name) > MAX_NAME_BYTES)
    throw invalidArgument(`A document name is longer than ${MAX_NAME_BYTES} bytes.`);
  segments.forEach((segment) => checkId(segment, name));
}

/** @throws {StatusError} INVALID_ARGUMENT for a name in another database than the request's. */
export function checkDatabase(name: string, database: string): void {
  if (!name.startsWith(`${database}/`)) {
    throw invalidArgument(`"${name}" is not in the database "${database}" of the request.`);
  }
}

/**
 * @throws {StatusError} INVALID_ARGUMENT unless `name` names the root or a document, under which collections can be.
 */
export function checkParent(name: string): void {
  databaseOf(name);
  if (name.endsWith(DOCUMENTS) && !relativePath(name)) return;
  checkDocumentName(name);
}

/** @throws {StatusError} INVALID_ARGUMENT for an id the cloud refuses (https://firebase.google.com/docs/firestore/quotas#limits). */
export function checkId(id: string, name = id): void {
  if (id === "") throw invalidArgument(`Document name "${name}" has an empty segment.`);
  if (id.includes("/")) throw invalidArgument(`Resource id "${id}" is invalid because it contains "/".`);
  if (id === "." || id === "..")
    throw invalidArgument(`Resource id "${id}" is invalid because it is reserved.`);
  if (/^__.+__$/s.test(id) && documentIdNumber(id) === undefined) {
    throw invalidArgument(`Resource id "${id}" is invalid because it is reserved.`);
  }
  if (Buffer.byteLength(id) > 1500) {
    throw invalidArgument(
      `Resource id "${id.slice(0, 64)}..." is invalid because it is longer than 1500 bytes.`,
    );
  }
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(id)) {
    throw invalidArgument(`Resource id "${id}" is invalid because it is not valid UTF-8.`);
  }
}

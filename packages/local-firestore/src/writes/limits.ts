import { invalidArgument } from "../status.js";
import { MAX_PATH_BYTES, pathTooLong } from "../values/fieldPath.js";
import { checkDocumentName } from "../values/names.js";
import {
  elements,
  type Fields,
  isUntyped,
  isVector,
  mapFields,
  untyped,
  type Value,
  vectorElements,
} from "../values/value.js";

/**
 * The most bytes of a document. This limit and those below for a commit, the depth, one value and the transforms are
 * from https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields.
 */
const MAX_DOCUMENT_BYTES = 1_048_576;
const MIN_SECONDS = Date.parse("0001-01-01T00:00:00Z") / 1000;
const MAX_SECONDS = Date.parse("9999-12-31T23:59:59Z") / 1000;
const MAX_NANOS = 999_999_999;
const MAX_COMMIT_BYTES = 10 * MAX_DOCUMENT_BYTES;
const MAX_DEPTH = 20;
/** The most bytes of one string or bytes value: 1 MiB less 89 bytes. */
const MAX_VALUE_BYTES = 1_048_487;
const MAX_TRANSFORMS = 500;
/** The most elements of a vector (https://firebase.google.com/docs/firestore/vector-search#limitations). */
const MAX_DIMENSIONS = 2048;
/** The size of the path to a field in an array's element. It has no limit, because nothing can name such a field. */
const UNNAMEABLE = -Infinity;

/** @throws {StatusError} INVALID_ARGUMENT if a document may not have these fields. */
export function checkFields(fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) checkValue(value, name, checkName(name, 0), 1);
}

/**
 * Checks that a commit does not transform one document more than 500 times, in however many writes.
 * @throws {StatusError} INVALID_ARGUMENT
 */
export function checkTransforms(writes: readonly { name: string; transforms: readonly unknown[] }[]): void {
  if (writes.every(({ transforms }) => transforms.length === 0)) return;
  const counts = new Map<string, number>();
  for (const { name, transforms } of writes) {
    const count = (counts.get(name) ?? 0) + transforms.length;
    if (count > MAX_TRANSFORMS)
      throw invalidArgument(`cannot have more than ${MAX_TRANSFORMS} field transforms on a single document`);
    counts.set(name, count);
  }
}

/** @throws {StatusError} INVALID_ARGUMENT for a document over 1 MiB. */
export function checkSize(name: string, size: number): void {
  if (size > MAX_DOCUMENT_BYTES) {
    throw invalidArgument(
      `Document '${name}' cannot be written because its size (${size.toLocaleString("en-US")} bytes) exceeds the maximum allowed size of 1,048,576 bytes.`,
    );
  }
}

/** @throws {StatusError} INVALID_ARGUMENT for a commit whose documents take over 10 MiB together. */
export function checkCommitSize(bytes: number): void {
  if (bytes > MAX_COMMIT_BYTES) throw invalidArgument("Transaction too big. Decrease transaction size.");
}

/**
 * Checks a value and the values in it.
 * @param property the document's field that holds the value, directly or nested.
 * @param pathBytes the size of the path to the value.
 */
function checkValue(value: Value, property: string, pathBytes: number, depth: number): void {
  const nests = value.mapValue !== undefined || value.arrayValue !== undefined;
  if (nests && depth > MAX_DEPTH)
    throw invalidArgument(`Property ${property} contains an invalid nested entity.`);
  const bytes = value.bytesValue?.length ?? Buffer.byteLength(value.stringValue ?? "");
  if (bytes > MAX_VALUE_BYTES) {
    throw invalidArgument(`The value of property "${property}" is longer than ${MAX_VALUE_BYTES} bytes.`);
  }
  if (!nests && isUntyped(value)) throw untyped();
  checkRange(value, property);
  if (value.referenceValue !== undefined) checkDocumentName(value.referenceValue);
  if (value.mapValue && isVector(value)) checkVector(value);
  else if (value.mapValue) {
    for (const [name, child] of Object.entries(mapFields(value)))
      checkValue(child, property, checkName(name, pathBytes + 1), depth + 1);
  }
  for (const element of elements(value)) {
    if (element.arrayValue) throw invalidArgument("Cannot convert an array value in an array value.");
    checkValue(element, property, UNNAMEABLE, depth + 1);
  }
}

/** Checks that a time is in the years 1 to 9999, and that a point has a valid latitude and longitude. */
function checkRange({ timestampValue, geoPointValue }: Value, property: string): void {
  const seconds = Number(timestampValue?.seconds ?? 0);
  const nanos = timestampValue?.nanos ?? 0;
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS || nanos < 0 || nanos > MAX_NANOS) {
    throw invalidArgument(`The timestamp of property "${property}" is not in the years 0001 to 9999.`);
  }
  const { latitude = 0, longitude = 0 } = geoPointValue ?? {};
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
    throw invalidArgument(
      `The geo point of property "${property}" has a latitude or longitude out of range.`,
    );
  }
}

function checkVector(value: Value): void {
  if (vectorElements(value).length > MAX_DIMENSIONS)
    throw invalidArgument(`Vectors must be at most ${MAX_DIMENSIONS} dimensions.`);
}

/** @throws {StatusError} INVALID_ARGUMENT for a reserved field name, such as `__a__`. */
export function checkNotReserved(name: string): void {
  if (/^__.*__$/.test(name)) throw invalidArgument(`Property name "${name}" is reserved.`);
}

/**
 * Checks the name of a field.
 * @param before the size of the path to the map that has the field, with its dot.
 * @returns the size of the path to the field.
 */
function checkName(name: string, before: number): number {
  if (name === "") throw invalidArgument("Field name is empty.");
  checkNotReserved(name);
  const bytes = Buffer.byteLength(name);
  if (bytes > MAX_PATH_BYTES) {
    throw invalidArgument(`The name of a property is longer than ${MAX_PATH_BYTES} bytes.`);
  }
  if (before + bytes > MAX_PATH_BYTES) throw pathTooLong();
  return before + bytes;
}

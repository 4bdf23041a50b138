import { invalidArgument } from "../status.js";
import { checkDocumentName } from "../values/names.js";
import { elements, type Fields, isVector, mapFields, type Value } from "../values/value.js";

/** The limits are from https://firebase.google.com/docs/firestore/quotas#limits. */
const MAX_DOCUMENT_BYTES = 1_048_576;
const MIN_SECONDS = Date.parse("0001-01-01T00:00:00Z") / 1000;
const MAX_SECONDS = Date.parse("9999-12-31T23:59:59Z") / 1000;
const MAX_COMMIT_BYTES = 10 * MAX_DOCUMENT_BYTES;
const MAX_DEPTH = 20;
const MAX_NAME_BYTES = 1500;
/** The most bytes of a text or of bytes: 1 MiB minus 89. */
const MAX_VALUE_BYTES = 1_048_487;
export const MAX_TRANSFORMS = 500;

/** @throws {StatusError} INVALID_ARGUMENT if a document may not have these fields. */
export function checkFields(fields: Fields): void {
  for (const [name, value] of Object.entries(fields)) {
    checkName(name);
    checkValue(value, name, 1);
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

/** @throws {StatusError} INVALID_ARGUMENT for a commit over 10 MiB. */
export function checkCommitSize(bytes: number): void {
  if (bytes > MAX_COMMIT_BYTES) throw invalidArgument("Transaction too big. Decrease transaction size.");
}

/** @param property the document's field that contains the value, directly or nested. */
function checkValue(value: Value, property: string, depth: number): void {
  const nests = value.mapValue !== undefined || value.arrayValue !== undefined;
  if (nests && depth > MAX_DEPTH)
    throw invalidArgument(`Property ${property} contains an invalid nested entity.`);
  const bytes = value.bytesValue?.length ?? Buffer.byteLength(value.stringValue ?? "");
  if (bytes > MAX_VALUE_BYTES) {
    throw invalidArgument(`The value of property "${property}" is longer than ${MAX_VALUE_BYTES} bytes.`);
  }
  checkRange(value, property);
  if (value.referenceValue !== undefined) checkDocumentName(value.referenceValue);
  if (value.mapValue && !isVector(value)) {
    for (const [name, child] of Object.entries(mapFields(value))) {
      checkName(name);
      checkValue(child, property, depth + 1);
    }
  }
  for (const element of elements(value)) {
    if (element.arrayValue) throw invalidArgument("Cannot convert an array value in an array value.");
    checkValue(element, property, depth + 1);
  }
}

/** Checks that a time is in the years 1 to 9999, and that a point has a valid latitude and longitude. */
function checkRange({ timestampValue, geoPointValue }: Value, property: string): void {
  const seconds = Number(timestampValue?.seconds ?? 0);
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
    throw invalidArgument(`The timestamp of property "${property}" is not in the years 0001 to 9999.`);
  }
  const { latitude = 0, longitude = 0 } = geoPointValue ?? {};
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
    throw invalidArgument(
      `The geo point of property "${property}" has a latitude or longitude out of range.`,
    );
  }
}

function checkName(name: string): void {
  if (name === "") throw invalidArgument("Field name is empty.");
  if (/^__.*__$/.test(name)) throw invalidArgument(`Property name "${name}" is reserved.`);
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw invalidArgument(`The name of a property is longer than ${MAX_NAME_BYTES} bytes.`);
  }
}

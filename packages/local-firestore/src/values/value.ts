import { invalidArgument } from "../status.js";

/** A point in time as protocol buffers carry it. */
export interface Timestamp {
  seconds?: string | number;
  nanos?: number;
}

/** A `google.firestore.v1.Value`. Exactly one field is set, or none in a malformed request. */
export interface Value {
  nullValue?: "NULL_VALUE";
  booleanValue?: boolean;
  integerValue?: string;
  doubleValue?: number;
  timestampValue?: Timestamp;
  stringValue?: string;
  bytesValue?: Uint8Array;
  referenceValue?: string;
  geoPointValue?: { latitude?: number; longitude?: number };
  arrayValue?: { values?: Value[] };
  mapValue?: { fields?: Fields };
}

/** The fields of a document or a map. */
export type Fields = Record<string, Value>;

/** The order of types in a query's result (https://firebase.google.com/docs/firestore/manage-data/data-types#value_type_ordering). */
export const TypeOrder = {
  null: 0,
  boolean: 1,
  number: 2,
  timestamp: 3,
  string: 4,
  bytes: 5,
  reference: 6,
  geoPoint: 7,
  array: 8,
  vector: 9,
  map: 10,
} as const;
export type TypeOrder = (typeof TypeOrder)[keyof typeof TypeOrder];

/** The position of a value's type in `TypeOrder`. A value of no type has the position of null. */
export function typeOrder(value: Value): TypeOrder {
  if (value.stringValue !== undefined) return TypeOrder.string;
  if (value.integerValue !== undefined || value.doubleValue !== undefined) return TypeOrder.number;
  if (value.booleanValue !== undefined) return TypeOrder.boolean;
  if (value.timestampValue !== undefined) return TypeOrder.timestamp;
  if (value.mapValue !== undefined) return isVector(value) ? TypeOrder.vector : TypeOrder.map;
  if (value.arrayValue !== undefined) return TypeOrder.array;
  if (value.referenceValue !== undefined) return TypeOrder.reference;
  if (value.bytesValue !== undefined) return TypeOrder.bytes;
  if (value.geoPointValue !== undefined) return TypeOrder.geoPoint;
  return TypeOrder.null;
}

/** Whether a value is a vector. A vector is stored as a map `{__type__: "__vector__", value: [...]}`. */
export function isVector(value: Value): boolean {
  const fields = value.mapValue?.fields;
  return (
    fields !== undefined &&
    Object.hasOwn(fields, "__type__") &&
    fields["__type__"]?.stringValue === "__vector__"
  );
}

export const isNull = (value: Value): boolean => value.nullValue !== undefined;
export const isNumber = (value: Value): boolean => typeOrder(value) === TypeOrder.number;
export const isNaNValue = (value: Value): boolean => Number.isNaN(value.doubleValue);

/**
 * Refuses a value that `isUntyped`, also within arrays and maps, because a client could not read it back. REST requests
 * may hold one, for instance `{"expiresAt": {}}`.
 * @throws {StatusError} INVALID_ARGUMENT
 */
export function checkTyped(value: Value): void {
  if (isUntyped(value)) throw untyped();
  elements(value).forEach(checkTyped);
  Object.values(mapFields(value)).forEach(checkTyped);
}

/** Whether a value is of no type, or of one that documents cannot hold, such as `fieldReferenceValue`. */
export const isUntyped = (value: Value): boolean => !isNull(value) && typeOrder(value) === TypeOrder.null;
export const untyped = () => invalidArgument("Cannot convert firestore.v1.Value with type unset.");

/** A number's value as a double; a 64-bit integer may lose its last bits. */
export const toDouble = (value: Value): number => value.doubleValue ?? Number(value.integerValue);
export const elements = (value: Value): Value[] => value.arrayValue?.values ?? [];
export const mapFields = (value: Value): Fields => value.mapValue?.fields ?? {};
export const vectorElements = (value: Value): Value[] => elements(mapFields(value)["value"] ?? {});

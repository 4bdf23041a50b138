import { relativePath } from "./names.js";
import { elements, type Fields, mapFields, TypeOrder, typeOrder, type Value } from "./value.js";

/** The size in bytes that the cloud counts for a value (https://firebase.google.com/docs/firestore/storage-size). */
export function valueSize(value: Value): number {
  switch (typeOrder(value)) {
    case TypeOrder.null:
    case TypeOrder.boolean:
      return 1;
    case TypeOrder.number:
    case TypeOrder.timestamp:
      return 8;
    case TypeOrder.string:
      return stringSize(value.stringValue ?? "");
    case TypeOrder.bytes:
      return value.bytesValue?.length ?? 0;
    case TypeOrder.reference:
      return nameSize(value.referenceValue ?? "");
    case TypeOrder.geoPoint:
      return 16;
    case TypeOrder.array:
      return elements(value).reduce((sum, element) => sum + valueSize(element), 0);
    case TypeOrder.vector:
    case TypeOrder.map:
      return fieldsSize(mapFields(value));
  }
}

export function fieldsSize(fields: Fields): number {
  let size = 0;
  for (const name in fields) size += stringSize(name) + valueSize(fields[name] ?? {});
  return size;
}

/** The size of a whole document: its name, its fields and 32 bytes. */
export const documentSize = (name: string, fields: Fields): number =>
  nameSize(name) + fieldsSize(fields) + 32;

export const stringSize = (text: string): number => Buffer.byteLength(text) + 1;

export function nameSize(name: string): number {
  return relativePath(name)
    .split("/")
    .reduce((sum, segment) => sum + stringSize(segment), 16);
}

import { invalidArgument } from "../status.js";
import { checkDocumentName } from "../values/names.js";
import { type FieldPath, parseFieldPath } from "../values/fieldPath.js";
import { isWholeMicros, type Micros, toMicros } from "../values/timestamp.js";
import { checkTyped, type Fields, type Timestamp, type Value } from "../values/value.js";
import { checkFields, checkNotReserved } from "./limits.js";
import { canonicalFields, canonicalValue } from "./canonical.js";

/** `google.firestore.v1.Write`, as it is received. */
export interface WriteMessage {
  update?: { name?: string; fields?: Fields };
  delete?: string;
  verify?: string;
  transform?: { document?: string; fieldTransforms?: FieldTransformMessage[] };
  updateMask?: { fieldPaths?: string[] };
  updateTransforms?: FieldTransformMessage[];
  currentDocument?: { exists?: boolean; updateTime?: Timestamp };
}

export interface FieldTransformMessage {
  fieldPath?: string;
  setToServerValue?: string;
  increment?: Value;
  maximum?: Value;
  minimum?: Value;
  appendMissingElements?: { values?: Value[] };
  removeAllFromArray?: { values?: Value[] };
}

export type Transform =
  | { kind: "requestTime" }
  | { kind: "increment" | "maximum" | "minimum"; operand: Value }
  | { kind: "append" | "remove"; elements: Value[] };

export interface FieldTransform {
  path: FieldPath;
  transform: Transform;
}

/** A parsed write: its document, its change and its precondition. */
export interface Write {
  name: string;
  kind: "set" | "delete" | "verify";
  /** The new fields. With a mask, only the fields that it names are written; one that is missing here is deleted. */
  fields: Fields;
  /** If undefined, a "set" replaces the whole document. */
  mask: readonly FieldPath[] | undefined;
  transforms: readonly FieldTransform[];
  precondition: Precondition;
}

export type Precondition =
  { kind: "none" } | { kind: "exists"; exists: boolean } | { kind: "updateTime"; time: Micros };

/** The name of the document that a write is about. Undefined if it names none. */
export const nameOf = ({ update, delete: deleted, verify, transform }: WriteMessage): string | undefined =>
  update?.name ?? deleted ?? verify ?? transform?.document;

/**
 * Reads a write as it is sent. `planCommit` checks the number of transforms, the preconditions and the documents that
 * result.
 * @throws {StatusError} INVALID_ARGUMENT if the write is malformed.
 */
export function parseWrite(message: WriteMessage): Write {
  const name = nameOf(message);
  if (name === undefined) throw invalidArgument("A write must have an operation.");
  checkDocumentName(name);
  checkOperation(message);
  const transforms = (message.updateTransforms ?? message.transform?.fieldTransforms ?? []).map(
    parseTransform,
  );
  const fields = canonicalFields(message.update?.fields ?? {});
  checkFields(fields);
  return {
    name,
    kind: message.delete !== undefined ? "delete" : message.verify !== undefined ? "verify" : "set",
    fields,
    mask: message.transform
      ? []
      : message.updateMask && (message.updateMask.fieldPaths ?? []).map(parseMaskPath),
    transforms,
    precondition: parsePrecondition(message.currentDocument),
  };
}

/** Refuses `updateMask` or `updateTransforms` without `update`, and a `transform` that has no field transforms. */
function checkOperation({ update, transform, updateMask, updateTransforms }: WriteMessage): void {
  if (!update && (updateMask || updateTransforms?.length))
    throw invalidArgument("Only an update may have an update_mask or update_transforms.");
  if (transform && !transform.fieldTransforms?.length)
    throw invalidArgument("A transform must have at least one field transform.");
}

function parseMaskPath(text: string): FieldPath {
  const path = parseFieldPath(text);
  path.forEach(checkNotReserved);
  return path;
}

function parsePrecondition(message: WriteMessage["currentDocument"]): Precondition {
  if (message?.updateTime) {
    if (!isWholeMicros(message.updateTime))
      throw invalidArgument("The update_time of a precondition must be in whole microseconds.");
    return { kind: "updateTime", time: toMicros(message.updateTime) };
  }
  if (message?.exists !== undefined) return { kind: "exists", exists: message.exists };
  return { kind: "none" };
}

function parseTransform(message: FieldTransformMessage): FieldTransform {
  return { path: parseFieldPath(message.fieldPath ?? ""), transform: transformOf(message) };
}

function transformOf(message: FieldTransformMessage): Transform {
  if (message.setToServerValue !== undefined) {
    if (message.setToServerValue !== "REQUEST_TIME") throw invalidArgument("Unknown server value.");
    return { kind: "requestTime" };
  }
  for (const kind of ["increment", "maximum", "minimum"] as const) {
    const operand = message[kind];
    if (operand === undefined) continue;
    if (operand.integerValue === undefined && operand.doubleValue === undefined) {
      throw invalidArgument(`${kind} transform operand must be an integer or a double.`);
    }
    return { kind, operand };
  }
  if (message.appendMissingElements)
    return { kind: "append", elements: operands(message.appendMissingElements) };
  if (message.removeAllFromArray) return { kind: "remove", elements: operands(message.removeAllFromArray) };
  throw invalidArgument("A field transform must have a transform type.");
}

function operands({ values = [] }: { values?: Value[] }): Value[] {
  values.forEach(checkTyped);
  return values.map(canonicalValue);
}

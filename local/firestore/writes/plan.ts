import { alreadyExists, failedPrecondition, notFound } from "../status.js";
import type { Change, Document } from "../storage/document.js";
import { identicalFields } from "../values/equality.js";
import { valueAt, withValueAt } from "../values/fieldPath.js";
import { documentSize } from "../values/size.js";
import { type Micros, toTimestamp } from "../values/timestamp.js";
import type { Fields, Timestamp, Value } from "../values/value.js";
import { checkFields, checkSize } from "./limits.js";
import { applyTransform } from "./transforms.js";
import type { Write } from "./write.js";

/** `google.firestore.v1.WriteResult`. */
export interface WriteResult {
  updateTime?: Timestamp;
  transformResults?: Value[];
}

/** What a commit would do: each write's step in turn, and the net change of each document. */
export interface Plan {
  time: Micros;
  steps: readonly (Change & { write: Write; result: WriteResult })[];
  changes: readonly Change[];
}

/**
 * Works out a commit without applying it. Later writes see what earlier ones did.
 * @throws {StatusError} if a precondition does not hold or a document grows too large; then nothing may be applied.
 */
export function planCommit(
  writes: readonly Write[],
  read: (name: string) => Document | null,
  time: Micros,
): Plan {
  const staged = new Map<string, Document | null>();
  const steps = writes.map((write) => {
    const before = staged.get(write.name) ?? (staged.has(write.name) ? null : read(write.name));
    checkPrecondition(write, before);
    const step = { write, name: write.name, before, ...applyWrite(write, before, time) };
    staged.set(write.name, step.after);
    return step;
  });
  const changes = [...staged]
    .map(([name, after]) => ({ name, before: read(name), after }))
    .filter(({ before, after }) => before !== after);
  return { time, steps, changes };
}

function checkPrecondition({ name, precondition }: Write, document: Document | null): void {
  switch (precondition.kind) {
    case "none":
      return;
    case "exists":
      if (precondition.exists && !document) throw notFound(`No document to update: ${name}`);
      if (!precondition.exists && document) throw alreadyExists(`Document already exists: ${name}`);
      return;
    case "updateTime":
      if (!document) throw notFound(`No document to update: ${name}`);
      if (document.updateTime !== precondition.time) {
        throw failedPrecondition(
          `the stored version (${document.updateTime}) does not match the required base version (${precondition.time})`,
        );
      }
  }
}

function applyWrite(
  write: Write,
  before: Document | null,
  time: Micros,
): { after: Document | null; result: WriteResult } {
  if (write.kind === "verify") {
    return { after: before, result: before ? { updateTime: toTimestamp(before.updateTime) } : {} };
  }
  if (write.kind === "delete") return { after: null, result: { updateTime: toTimestamp(time) } };
  let fields = write.mask ? maskedFields(before?.fields ?? {}, write) : write.fields;
  const transformResults: Value[] = [];
  for (const { path, transform } of write.transforms) {
    const { value, result } = applyTransform(valueAt(fields, path), transform, time);
    fields = withValueAt(fields, path, value);
    transformResults.push(result);
  }
  const told = transformResults.length > 0 ? { transformResults } : {};
  if (before && identicalFields(before.fields, fields)) {
    return { after: before, result: { updateTime: toTimestamp(before.updateTime), ...told } };
  }
  if (write.mask || write.transforms.length > 0) checkFields(fields);
  const size = documentSize(write.name, fields);
  checkSize(write.name, size);
  const after = { name: write.name, fields, createTime: before?.createTime ?? time, updateTime: time, size };
  return { after, result: { updateTime: toTimestamp(time), ...told } };
}

function maskedFields(current: Fields, write: Write): Fields {
  return (write.mask ?? []).reduce(
    (fields, path) => withValueAt(fields, path, valueAt(write.fields, path)),
    current,
  );
}

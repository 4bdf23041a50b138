import type { StatusError } from "../service.js";
import { alreadyExists, failedPrecondition, invalidArgument, notFound } from "../status.js";
import type { Change, Document } from "../storage/document.js";
import { identicalFields } from "../values/equality.js";
import { valueAt, withValueAt } from "../values/fieldPath.js";
import { documentSize } from "../values/size.js";
import { type Micros, toTimestamp } from "../values/timestamp.js";
import type { Fields, Timestamp, Value } from "../values/value.js";
import { checkCommitSize, checkFields, checkSize, checkTransforms } from "./limits.js";
import { applyTransform } from "./transforms.js";
import type { Precondition, Write } from "./write.js";

/** `google.firestore.v1.WriteResult`. */
export interface WriteResult {
  updateTime?: Timestamp;
  transformResults?: Value[];
}

/** The effect of a commit: one step for each write, in order, and the total change of each document that changes. */
export interface Plan {
  time: Micros;
  steps: readonly (Change & { write: Write; result: WriteResult })[];
  changes: readonly Change[];
}

/**
 * Computes a commit without applying it. Later writes see the effect of earlier ones. `check` runs before an unmet
 * precondition is reported. Otherwise a caller who may not write could learn which documents exist.
 * @throws {StatusError} if `check` refuses, a precondition does not hold, or a document or the commit exceeds a limit.
 * Then nothing may be applied.
 */
export function planCommit(
  writes: readonly Write[],
  read: (name: string) => Document | null,
  time: Micros,
  check: (plan: Plan) => void = () => undefined,
): Plan {
  checkTransforms(writes);
  const staged = new Map<string, Document | null>();
  let unmet: StatusError | undefined;
  const steps = writes.map((write) => {
    const before = staged.get(write.name) ?? (staged.has(write.name) ? null : read(write.name));
    checkPrecondition(write, time, staged.has(write.name) && !before);
    unmet ??= unmetPrecondition(write, before);
    const step = { write, name: write.name, before, ...applyWrite(write, before, time) };
    if (write.kind !== "verify") staged.set(write.name, step.after);
    return step;
  });
  const changes = [...staged]
    .map(([name, after]) => ({ name, before: read(name), after }))
    .filter(({ before, after }) => before !== after);
  checkCommitSize(steps.reduce((sum, { after }) => sum + (after?.size ?? 0), 0));
  const plan = { time, steps, changes };
  check(plan);
  if (unmet) throw unmet;
  return plan;
}

/**
 * Refuses a precondition that cannot hold, whatever is stored.
 * @param deleted whether an earlier write of the commit deletes the document.
 */
function checkPrecondition({ name, precondition }: Write, time: Micros, deleted: boolean): void {
  if (precondition.kind === "updateTime" && precondition.time > time)
    throw invalidArgument("The update_time of a precondition cannot be in the future.");
  if (deleted && mustExist(precondition))
    throw invalidArgument(`The commit deletes ${name}, and then requires it to exist.`);
}

const mustExist = (precondition: Precondition): boolean =>
  precondition.kind === "updateTime" || (precondition.kind === "exists" && precondition.exists);

function unmetPrecondition(
  { name, precondition }: Write,
  document: Document | null,
): StatusError | undefined {
  if (mustExist(precondition) && !document) return notFound(`No document to update: ${name}`);
  if (!document || precondition.kind === "none") return undefined;
  if (precondition.kind === "exists")
    return precondition.exists ? undefined : alreadyExists(`Document already exists: ${name}`);
  if (document.updateTime === precondition.time) return undefined;
  return failedPrecondition(
    `the stored version (${document.updateTime}) does not match the required base version (${precondition.time})`,
  );
}

function applyWrite(
  write: Write,
  before: Document | null,
  time: Micros,
): { after: Document | null; result: WriteResult } {
  if (write.kind === "verify") {
    return { after: before, result: before ? { updateTime: toTimestamp(before.updateTime) } : {} };
  }
  if (write.kind === "delete") return { after: null, result: {} };
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

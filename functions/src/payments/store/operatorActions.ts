import { FieldValue, type WriteBatch } from "firebase-admin/firestore";
import type { OperatorAction } from "../domain/review.js";
import { operatorActions } from "./collections.js";

/** What an operator is about to do. All attempts use the same id, by which they find an earlier attempt's record. */
export type Action = Omit<OperatorAction, "at"> & { id: string };

export function newAction(action: Omit<OperatorAction, "at">): Action {
  return { ...action, id: operatorActions.doc().id };
}

/** Adds the record of an action to the batch that makes its change. */
export function writeAction(batch: WriteBatch, { id, ...action }: Action): void {
  batch.create(operatorActions.doc(id), { ...action, at: FieldValue.serverTimestamp() });
}

/** Returns whether the record of an action exists. */
export async function wasMade({ id }: Action): Promise<boolean> {
  return (await operatorActions.doc(id).get()).exists;
}

import { FieldValue, type WriteBatch } from "firebase-admin/firestore";
import type { OperatorAction } from "../domain/review.js";
import { operatorActions } from "./collections.js";

/** What an operator is about to do. Each attempt uses the same id, so that it sees whether an earlier one succeeded. */
export type Action = Omit<OperatorAction, "at"> & { id: string };

export function newAction(action: Omit<OperatorAction, "at">): Action {
  return { ...action, id: operatorActions.doc().id };
}

/** Adds the record of an action to the batch that makes its change. */
export function writeAction(batch: WriteBatch, { id, ...action }: Action): void {
  batch.create(operatorActions.doc(id), { ...action, at: FieldValue.serverTimestamp() });
}

/** Returns whether the commit of an action was applied. */
export async function wasMade({ id }: Action): Promise<boolean> {
  return (await operatorActions.doc(id).get()).exists;
}

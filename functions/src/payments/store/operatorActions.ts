import { FieldValue, type WriteBatch } from "firebase-admin/firestore";
import type { OperatorAction } from "../domain/review.js";
import { operatorActions } from "./collections.js";

/** What an operator is about to do. All attempts share the id, so that one can see that an earlier one was made. */
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

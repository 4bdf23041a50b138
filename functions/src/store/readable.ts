import type { DocumentData, QueryDocumentSnapshot } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { MalformedDocument } from "./collections.js";

/** What can be read of a list: a document that is malformed is reported, and must not keep the others from being shown. */
export function readable<T extends DocumentData>(snapshots: readonly Snapshot<T>[]): T[] {
  return snapshots.flatMap((snapshot) => {
    try {
      return [snapshot.data()];
    } catch (error) {
      if (!(error instanceof MalformedDocument)) throw error;
      logger.error("document.malformed", error);
      return [];
    }
  });
}

type Snapshot<T extends DocumentData> = Pick<QueryDocumentSnapshot<T>, "data">;

import type { DocumentData, QueryDocumentSnapshot } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { MalformedDocument } from "./database.js";

/** What can be read of a list: a document that is malformed is reported, and must not keep the others from being shown. */
export function readable<T extends DocumentData>(snapshots: readonly Snapshot<T>[]): T[] {
  return snapshots.flatMap((snapshot) => unlessMalformed(() => snapshot.data()) ?? []);
}

/** Reads something of a document, or of several; null where one is malformed, which is reported. */
export function unlessMalformed<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedDocument)) throw error;
    logger.error("document.malformed", error);
    return null;
  }
}

type Snapshot<T extends DocumentData> = Pick<QueryDocumentSnapshot<T>, "data">;

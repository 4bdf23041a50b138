import type { DocumentData, QueryDocumentSnapshot } from "firebase-admin/firestore";
import { logger } from "firebase-functions/logger";
import { MalformedDocument } from "./database.js";

/** Parses documents. Malformed ones are logged and left out. */
export function readable<T extends DocumentData>(snapshots: readonly Snapshot<T>[]): T[] {
  return snapshots.flatMap((snapshot) => unlessMalformed(() => snapshot.data()) ?? []);
}

/** Runs `read`. If it throws because a document is malformed, logs the error and returns null. */
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

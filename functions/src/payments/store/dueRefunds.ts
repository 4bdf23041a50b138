import type { QueryDocumentSnapshot } from "firebase-admin/firestore";
import type { Refund } from "../domain/refund.js";
import { noteServerTime, serverNow } from "../../firestore/serverClock.js";
import { refunds } from "./collections.js";

/** The most refunds that one sweep reads. */
const MOST = 300;

/** Reads the refunds that are due, longest due first. If none is due, this costs one read. */
export async function dueRefunds(): Promise<QueryDocumentSnapshot<Refund>[]> {
  const due = await refunds.where("dueAt", "<=", serverNow()).orderBy("dueAt").limit(MOST).get();
  noteServerTime(due.readTime);
  return due.docs;
}

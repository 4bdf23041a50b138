import type { QueryDocumentSnapshot } from "firebase-admin/firestore";
import type { PaymentIntent } from "../domain/paymentIntent.js";
import { SHARDS } from "../../shared/ids.js";
import { noteServerTime, serverNow } from "../../firestore/serverClock.js";
import { paymentIntents } from "./collections.js";

/** The most intents in one page of the sweep. */
const PAGE = 300;

/**
 * Reads the intents that are due (the sweep's work list), longest due first, one page at a time. If none is due, this
 * costs one read.
 */
export async function* dueIntents(): AsyncGenerator<QueryDocumentSnapshot<PaymentIntent>[]> {
  let query = paymentIntents
    .where("shard", "in", SHARDS)
    .where("dueAt", "<=", serverNow())
    .orderBy("dueAt")
    .limit(PAGE);
  for (;;) {
    const page = await query.get();
    noteServerTime(page.readTime);
    if (!page.empty) yield page.docs;
    if (page.size < PAGE) return;
    // A query from the start would return the intents of this page that are still due, for instance because the gateway
    // did not answer, in place of the rest.
    query = query.startAfter(page.docs.at(-1));
  }
}

import type { QueryDocumentSnapshot } from "firebase-admin/firestore";
import type { PaymentIntent } from "../domain/paymentIntent.js";
import { SHARDS } from "../../shared/ids.js";
import { noteServerTime, serverNow } from "../../firestore/serverClock.js";
import { paymentIntents } from "./collections.js";

/** How many intents the sweep reads at once. */
const PAGE = 300;

/**
 * Reads the intents whose present state has lasted long enough, oldest first, a page at a time. Where there are none
 * it costs one read, whatever else is going on.
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
    // After the last one, not from the start: one that cannot be mended must not hold up the rest.
    query = query.startAfter(page.docs.at(-1));
  }
}

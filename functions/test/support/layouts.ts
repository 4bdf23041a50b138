import { db } from "../../src/firestore/database.js";
import type { Layout } from "../../src/layouts/layout.js";

/** A layout with one block of one curved row. */
export const aLayout: Layout = {
  name: "Hall",
  stage: [0, 0, 100, 0, 100, 20, 0, 20],
  blocks: { b1: { name: { ko: "1층", en: "Stalls" }, outline: [0, 40, 100, 40, 100, 90, 0, 90], level: 1 } },
  rows: {
    A: { firstSeat: 1, x: 4.5, y: 50, angle: 12.5, pitch: 5, curve: 200, gaps: [10], accessible: [1, 2] },
  },
};

export async function storeLayout(layoutId: string, changes: object = {}): Promise<void> {
  await db.doc(`layouts/${layoutId}`).set({ ...aLayout, ...changes });
}

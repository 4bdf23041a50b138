import * as z from "zod";
import { collection } from "../firestore/database.js";
import { unlessMalformed } from "../firestore/readable.js";
import { noteServerTime } from "../firestore/serverClock.js";
import { shareRead } from "../firestore/sharedRead.js";
import { publicCallable } from "../request/callable.js";
import { Id } from "../shared/ids.js";
import { Refusal } from "../shared/refusals.js";
import { Layout } from "./layout.js";

const layouts = collection("layouts", Layout);

/** An instance keeps a layout for ten seconds. */
const SHARING = { forMs: 10_000, isKept: true };

export const GetLayoutRequest = z.strictObject({ layoutId: Id });

export const GetLayoutAnswer = Layout.extend({
  layoutId: Id,
  serverTime: z.iso.datetime().meta({ description: "The database's time when this was read." }),
});
export type GetLayoutAnswer = z.output<typeof GetLayoutAnswer>;

/** Returns where the seats of a venue stand. Refuses with LAYOUT_NOT_FOUND also if the stored document is malformed. */
export const getLayout = publicCallable(GetLayoutRequest, ({ layoutId }) =>
  shareRead<GetLayoutAnswer>(["layout", layoutId], SHARING, async () => {
    const snapshot = await layouts.doc(layoutId).get();
    const serverTime = noteServerTime(snapshot.readTime).toISOString();
    const layout = unlessMalformed(() => snapshot.data());
    if (!layout) throw new Refusal("LAYOUT_NOT_FOUND", "There is no such layout.");
    return { layoutId, ...layout, serverTime };
  }),
);

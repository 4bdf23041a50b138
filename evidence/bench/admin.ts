import { createRequire } from "node:module";
import type * as firestore from "firebase-admin/firestore";

const requireFromFunctions = createRequire(new URL("../../functions/package.json", import.meta.url));

/** From the Admin SDK that the functions use, because each copy of the SDK recognizes only its own sentinels. */
export const { FieldValue } = requireFromFunctions("firebase-admin/firestore") as typeof firestore;

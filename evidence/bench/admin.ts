import { createRequire } from "node:module";
import type * as auth from "firebase-admin/auth";
import type * as firestore from "firebase-admin/firestore";

const requireFromFunctions = createRequire(new URL("../../functions/package.json", import.meta.url));

/** Taken from the SDK in functions/, because each copy of the Admin SDK recognizes only its own field values. */
export const { FieldValue } = requireFromFunctions("firebase-admin/firestore") as typeof firestore;
export const { getAuth } = requireFromFunctions("firebase-admin/auth") as typeof auth;
export const { onCall } = requireFromFunctions("firebase-functions/https") as {
  onCall(handler: () => unknown): unknown;
};

import { defineBoolean } from "firebase-functions/params";

/** Whether callables refuse requests that do not come from a genuine app (https://firebase.google.com/docs/app-check). */
export const ENFORCE_APP_CHECK = defineBoolean("ENFORCE_APP_CHECK", { default: false });

import { defineBoolean } from "firebase-functions/params";

/** Whether callables refuse requests that do not come from a genuine app (https://firebase.google.com/docs/app-check). */
export const ENFORCE_APP_CHECK = defineBoolean("ENFORCE_APP_CHECK", { default: false });

/** Whether the simulated gateway may be used outside the emulator, where it gives tickets away for nothing. */
export const ALLOW_SIMULATED_GATEWAY = defineBoolean("ALLOW_SIMULATED_GATEWAY", { default: false });

import { defineBoolean, defineInt } from "firebase-functions/params";

/**
 * A parameter that is on or off, with its value in `functions/.env`.
 * @throws Error where its value is neither: `TRUE` or `1` would leave a safety switch off, and nobody would notice.
 */
function flag(name: string, byDefault: boolean): boolean {
  defineBoolean(name, { default: byDefault });
  const value = process.env[name] ?? String(byDefault);
  if (value !== "true" && value !== "false") {
    refuse(`${name} must be true or false, not ${JSON.stringify(value)}.`);
  }
  return value === "true";
}

/**
 * A parameter that is a whole number from 1 to `most`, with its value in `functions/.env`.
 * @throws Error where its value is no such number.
 */
function count(name: string, byDefault: number, most: number): number {
  defineInt(name, { default: byDefault });
  const value = process.env[name] ?? String(byDefault);
  if (!/^[1-9]\d*$/.test(value) || Number(value) > most) {
    refuse(`${name} must be a whole number from 1 to ${most}, not ${JSON.stringify(value)}.`);
  }
  return Number(value);
}

/** Throws an error that is printed as one line, because whoever deploys is to read the message and not our stack. */
function refuse(message: string): never {
  const error = new Error(message);
  error.stack = String(error);
  throw error;
}

/** Whether calls are refused that do not come from a genuine app (https://firebase.google.com/docs/app-check). */
export const ENFORCE_APP_CHECK = flag("ENFORCE_APP_CHECK", false);

/** Whether that holds for the routes of `api` and `publicApi`, too: servers that call them are no apps. */
export const APP_CHECK_ON_ROUTES = flag("APP_CHECK_ON_ROUTES", true);

/** Whether the simulated gateway may be used outside the emulator, where it gives tickets away for nothing. */
export const ALLOW_SIMULATED_GATEWAY = flag("ALLOW_SIMULATED_GATEWAY", false);

/** To how many instances each function may grow. A new project's quota refuses a deployment that asks for many more. */
export const MAX_INSTANCES = count("MAX_INSTANCES", 10, 1000);

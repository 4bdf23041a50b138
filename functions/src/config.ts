import { defineBoolean, defineInt } from "firebase-functions/params";

/**
 * Reads a parameter that is true or false. Its value is set in `functions/.env`.
 * @throws Error for any other value. Otherwise `TRUE` or `1` would count as false, and nobody would notice.
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
 * Reads a parameter that is a whole number from 1 to `most`. Its value is set in `functions/.env`.
 * @throws Error for any other value.
 */
function count(name: string, byDefault: number, most: number): number {
  defineInt(name, { default: byDefault });
  const value = process.env[name] ?? String(byDefault);
  if (!/^[1-9]\d*$/.test(value) || Number(value) > most) {
    refuse(`${name} must be a whole number from 1 to ${most}, not ${JSON.stringify(value)}.`);
  }
  return Number(value);
}

/** Throws an error that prints as one line without a stack, so that the person who deploys sees the message. */
function refuse(message: string): never {
  const error = new Error(message);
  error.stack = String(error);
  throw error;
}

/** If true, callables refuse calls that do not come from a genuine app (https://firebase.google.com/docs/app-check). */
export const ENFORCE_APP_CHECK = flag("ENFORCE_APP_CHECK", false);

/**
 * If true, ENFORCE_APP_CHECK also applies to the routes of `api` and `publicApi`. Set it to false if servers call them,
 * because servers have no App Check token.
 */
export const APP_CHECK_ON_ROUTES = flag("APP_CHECK_ON_ROUTES", true);

/** If true, the simulated gateway may be used outside the emulator, where it gives tickets away for nothing. */
export const ALLOW_SIMULATED_GATEWAY = flag("ALLOW_SIMULATED_GATEWAY", false);

/** The most instances of each function but the sweeps, which have one. The quota of a new project is low, so this is too. */
export const MAX_INSTANCES = count("MAX_INSTANCES", 10, 1000);

/** How long clients are told to wait before they ask for a seat map again, in milliseconds. */
export const SEAT_MAP_POLL_MS = count("SEAT_MAP_POLL_MS", 2_000, 60_000);

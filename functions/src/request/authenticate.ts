import type { IncomingHttpHeaders } from "node:http";
import { getAppCheck } from "firebase-admin/app-check";
import { getAuth } from "firebase-admin/auth";
import { HttpsError, type CallableRequest } from "firebase-functions/https";
import { logger } from "firebase-functions/logger";
import { inTime, timeLeft } from "../shared/deadline.js";

export type Auth = CallableRequest["auth"];

/**
 * Returns the caller that the ID token names, or undefined if the request has no Authorization header. Outside the
 * emulator a user who was disabled can use the token until it expires, after at most an hour.
 * @throws HttpsError `unauthenticated` for an invalid token, `unavailable` if the token could not be checked.
 */
export async function authenticate({ authorization }: IncomingHttpHeaders): Promise<Auth> {
  if (authorization === undefined) return undefined;
  const rawToken = /^Bearer (.+)$/i.exec(authorization)?.[1] ?? "";
  const token = await verified("ID token", () => getAuth().verifyIdToken(rawToken));
  return { uid: token.uid, token, rawToken };
}

/**
 * Checks the App Check token, which shows that a request comes from a genuine app.
 * @throws HttpsError `unauthenticated` for a missing or invalid token, `unavailable` if it could not be checked.
 */
export async function assertGenuineApp(headers: IncomingHttpHeaders): Promise<void> {
  const token = headers["x-firebase-appcheck"];
  if (typeof token !== "string") throw new HttpsError("unauthenticated", "An App Check token is needed.");
  await verified("App Check token", () => getAppCheck().verifyToken(token));
}

async function verified<T>(what: string, verify: () => Promise<T>): Promise<T> {
  try {
    return await inTime(timeLeft(), verify(), () => new Error(`no answer about the ${what} in time`));
  } catch (error) {
    if (isBadToken(error)) throw new HttpsError("unauthenticated", `The ${what} is not good.`);
    logger.warn("token.not-checked", { what, code: Object(error).code });
    throw new HttpsError("unavailable", `The ${what} could not be checked. Try again.`);
  }
}

/**
 * The Admin SDK's error codes that mean a bad token. The SDK checks for revoked tokens and for disabled or deleted
 * users only with the Auth emulator.
 */
const ABOUT_A_TOKEN: ReadonlySet<unknown> = new Set([
  "auth/id-token-expired",
  "auth/id-token-revoked",
  "auth/user-disabled",
  "auth/user-not-found",
  "app-check/app-check-token-expired",
]);

/** The codes that mean a bad token only if the message matches NAMES_A_TOKEN. */
const MALFORMED: ReadonlySet<unknown> = new Set(["auth/argument-error", "app-check/invalid-argument"]);

/**
 * The beginnings of the SDK's messages about a malformed token. The code alone is not enough, because the SDK uses the
 * same codes if it could not fetch the keys to check the token.
 */
const NAMES_A_TOKEN = /^(Firebase ID token|The provided App Check token|Decoding |verifyIdToken)/;

function isBadToken(error: unknown): boolean {
  // The SDK throws these errors for a token that contains no JSON, or JSON that is no object.
  if (error instanceof SyntaxError || error instanceof TypeError) return true;
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return ABOUT_A_TOKEN.has(code) || (MALFORMED.has(code) && NAMES_A_TOKEN.test(String(message)));
}

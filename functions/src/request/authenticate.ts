import type { IncomingHttpHeaders } from "node:http";
import { getAppCheck } from "firebase-admin/app-check";
import { getAuth } from "firebase-admin/auth";
import { HttpsError, type CallableRequest } from "firebase-functions/https";
import { logger } from "firebase-functions/logger";
import { inTime, timeLeft } from "../shared/deadline.js";

export type Auth = CallableRequest["auth"];

/**
 * Tells who is calling by the ID token, or that nobody said (undefined). Its signature and its end are checked, not
 * whether its user was disabled since: that shows when the token, good for an hour, is refreshed.
 * @throws HttpsError `unauthenticated` for a token that is not good, `unavailable` where nobody could say.
 */
export async function authenticate({ authorization }: IncomingHttpHeaders): Promise<Auth> {
  if (authorization === undefined) return undefined;
  const rawToken = /^Bearer (.+)$/i.exec(authorization)?.[1] ?? "";
  const token = await verified("ID token", () => getAuth().verifyIdToken(rawToken));
  return { uid: token.uid, token, rawToken };
}

/**
 * Lets a request of a genuine app through.
 * @throws HttpsError `unauthenticated` for any other, `unavailable` where nobody could say.
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

/** What the Admin SDK answers about a token alone; most codes are about itself, or a company that does not answer. */
const ABOUT_A_TOKEN: ReadonlySet<unknown> = new Set([
  "auth/id-token-expired",
  "auth/id-token-revoked",
  "auth/user-disabled",
  "auth/user-not-found",
  "app-check/app-check-token-expired",
]);

const MALFORMED: ReadonlySet<unknown> = new Set(["auth/argument-error", "app-check/invalid-argument"]);

/** How its messages about a malformed token begin: it has the same codes for keys that could not be fetched. */
const NAMES_A_TOKEN = /^(Firebase ID token|The provided App Check token|Decoding |verifyIdToken)/;

function isBadToken(error: unknown): boolean {
  // It does not catch its own decoder's errors: of a token that holds no JSON, or no object.
  if (error instanceof SyntaxError || error instanceof TypeError) return true;
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return ABOUT_A_TOKEN.has(code) || (MALFORMED.has(code) && NAMES_A_TOKEN.test(String(message)));
}

import type { IncomingHttpHeaders } from "node:http";
import { getAppCheck } from "firebase-admin/app-check";
import { getAuth } from "firebase-admin/auth";
import { HttpsError, type CallableRequest } from "firebase-functions/https";
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
    throw new HttpsError("unavailable", `The ${what} could not be checked. Try again.`);
  }
}

/**
 * Tells a token that is not good from keys that could not be fetched and a company that does not answer. The Admin SDK
 * has the same code for both: only its messages about a token name it.
 */
function isBadToken(error: unknown): boolean {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  const [service, problem] = String(code).split("/");
  if (service !== "auth" && service !== "app-check") return false;
  if (problem !== "argument-error" && problem !== "invalid-argument") return problem !== "internal-error";
  return /ID token|App Check token|verifyIdToken|kid/.test(String(message));
}

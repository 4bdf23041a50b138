import { type Caller, StatusError } from "./service.js";

/**
 * Returns the caller that an `Authorization` header names. Without a header the caller is anonymous. `Bearer owner` is
 * the admin. Any other token must be a JWT that names a user. Its signature is not checked, as in the official
 * emulator.
 * @throws {StatusError} UNAUTHENTICATED if the header is none of these.
 */
export function callerOf(authorization: string | undefined): Caller {
  if (!authorization) return { kind: "anonymous" };
  const bearer = /^(?:Bearer|Firebase)\s+(.+)$/i.exec(authorization)?.[1];
  if (bearer === "owner") return { kind: "admin" };
  const token = bearer === undefined ? undefined : payloadOf(bearer);
  const uid = token?.["sub"] ?? token?.["user_id"];
  if (token === undefined || typeof uid !== "string") {
    throw new StatusError(16, "Request had invalid authentication credentials.");
  }
  return { kind: "user", uid, token };
}

function payloadOf(jwt: string): Record<string, unknown> | undefined {
  const payload = jwt.split(".")[1];
  if (!payload) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

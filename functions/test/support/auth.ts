import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";

const PROJECT = process.env["GCLOUD_PROJECT"]!;

/**
 * Starts a server that replaces the Auth emulator. The Admin SDK asks it whether the user of a token still exists, and it
 * always says yes. A process starts only one, because the SDK remembers its address.
 */
export function startAuth(): Promise<void> {
  return (started ??= start());
}

let started: Promise<void> | undefined;

async function start(): Promise<void> {
  const app = express().use(express.json());
  app.post(/accounts:lookup$/, ({ body }, response) => {
    response.json({ users: (body as { localId: string[] }).localId.map((localId) => ({ localId })) });
  });
  const server = app.listen(0, "127.0.0.1").unref();
  await once(server, "listening");
  process.env["FIREBASE_AUTH_EMULATOR_HOST"] = `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const UNSIGNED = { header: { alg: "none", typ: "JWT" } as object, sign: (_text: string) => "" };

/**
 * Makes an ID token that is valid for an hour from `issuedAt` on, in seconds since 1970. Unless `sign` signs it, the
 * token is unsigned, like those of the Auth emulator.
 */
export function idToken(
  userId: string,
  issuedAt = Math.floor(Date.now() / 1_000) - 60,
  { header, sign } = UNSIGNED,
): string {
  const claims = {
    iss: `https://securetoken.google.com/${PROJECT}`,
    aud: PROJECT,
    sub: userId,
    user_id: userId,
    auth_time: issuedAt,
    iat: issuedAt,
    exp: issuedAt + 3_600,
    firebase: { identities: {}, sign_in_provider: "anonymous" },
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign(text)}`;
}

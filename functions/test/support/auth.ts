import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";

const PROJECT = process.env["GCLOUD_PROJECT"]!;

/**
 * Starts, once per process, a server that replaces the Auth emulator. It tells the Admin SDK that the user of any token
 * exists.
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
 * Makes an ID token that expires an hour after `issuedAt`, in seconds since 1970. Without `sign`, the token is
 * unsigned.
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

import { startFirestore, type FirestoreServer } from "../../src/server.js";

export const ROOT = "projects/demo-test/databases/(default)/documents";

export type Json = Record<string, unknown>;

export const integer = (value: number) => ({ integerValue: String(value) });

/** Starts a server for the tests of a `describe`, empties it before each of them, and returns what calls it. */
export function useRest() {
  let server: FirestoreServer;
  before(async () => (server = await startFirestore()));
  after(() => server.close());
  beforeEach(() => server.databases.get("projects/demo-test/databases/(default)").store.clear());

  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init: RequestInit = { method, headers: { authorization: "Bearer owner", ...headers } };
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(`http://127.0.0.1:${server.port}/v1/${path}`, init);
    const text = await answer.text();
    return { status: answer.status, body: JSON.parse(text) as Json, headers: answer.headers };
  };
  const post = (verb: string, body: unknown, parent = ROOT) => call("POST", `${parent}:${verb}`, body);
  return {
    server: () => server,
    call,
    post,
    list: async (verb: string, body: unknown, parent?: string) =>
      (await post(verb, body, parent)).body as unknown as Json[],
    put: (path: string, fields: Json) => call("PATCH", `${ROOT}/${path}`, { fields }),
  };
}

import { randomUUID } from "node:crypto";
import type { BidiMethod } from "../service.js";
import { toTimestamp } from "../values/timestamp.js";
import { type CommitCheck, commitWrites } from "./commits.js";
import type { Database, Databases } from "./database.js";
import type { CommitRequest } from "./messages.js";

/** The `Write` stream of mobile and web clients: a handshake, then one commit after another, in order. */
export function writeStream(databases: Databases, check: CommitCheck): BidiMethod {
  return (context, send, end) => {
    let database: Database | undefined;
    let answered = 0;
    let turn = Promise.resolve();
    let failed = false;
    const token = (): Buffer => Buffer.from(String(answered++));

    async function take(request: CommitRequest): Promise<void> {
      // Ignore messages after a refusal, because the client sends them again on a new stream.
      if (failed) return;
      if (!database) {
        database = databases.get(request.database ?? "");
        send({ streamId: randomUUID(), streamToken: token() });
        return;
      }
      const { time, results } = await commitWrites(database, check, request.writes ?? [], undefined, context);
      send({ streamToken: token(), writeResults: results, commitTime: toTimestamp(time) });
    }

    return {
      receive(request) {
        turn = turn
          .then(() => take(request))
          .catch((error: unknown) => {
            failed = true;
            end(error as Error);
          });
      },
      close() {
        turn = turn.then(() => end());
      },
    };
  };
}

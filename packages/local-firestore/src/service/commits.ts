import type { DeclaredIndexes } from "../queries/declaredIndexes.js";
import { checkIndexEntries } from "../queries/indexEntries.js";
import type { Caller, CallContext, Message } from "../service.js";
import { StatusError } from "../service.js";
import { invalidArgument } from "../status.js";
import type { Transaction } from "../transactions/transaction.js";
import { checkDatabase, collectionIdOf } from "../values/names.js";
import { type Micros, toTimestamp } from "../values/timestamp.js";
import type { Plan, WriteResult } from "../writes/plan.js";
import { nameOf, parseWrite, type WriteMessage } from "../writes/write.js";
import type { Database, Databases } from "./database.js";
import type { Guard } from "./guard.js";
import type { BeginTransactionRequest, CommitRequest } from "./messages.js";

/** Throws unless the caller may make the commit and the cloud's indexes can hold its documents. */
export type CommitCheck = (caller: Caller, database: Database, plan: Plan) => void;

/** Without declared indexes, only the automatic ones are assumed. */
export function commitCheck(guard: Guard, indexes: DeclaredIndexes = AUTOMATIC_ONLY): CommitCheck {
  return (caller, database, plan) => {
    guard.commit(caller, database, plan);
    for (const { after } of plan.changes) if (after) checkIndexEntries(after, indexes);
  };
}

const AUTOMATIC_ONLY: DeclaredIndexes = { indexes: [], fieldOverrides: [] };

/** Checks and applies writes in one commit. If it succeeds, charges for each of them except a `verify`. */
export async function commitWrites(
  database: Database,
  check: CommitCheck,
  messages: readonly WriteMessage[],
  transaction: Transaction | undefined,
  context: CallContext,
): Promise<{ time: Micros; results: WriteResult[] }> {
  let plan: Plan | undefined;
  const writes = messages.map(parseWrite);
  for (const { name } of writes) checkDatabase(name, database.name);
  const committed = await database.commit(writes, transaction, (planned) => {
    check(context.caller, database, planned);
    plan = planned;
  });
  for (const { write, after } of plan?.steps ?? []) {
    if (write.kind === "verify") continue;
    context.charge?.({
      operation: write.kind === "delete" ? "delete" : "write",
      units: 1,
      collection: collectionIdOf(write.name),
      bytes: after?.size ?? 0,
    });
  }
  return committed;
}

/** The methods that begin, commit and roll back transactions, and `batchWrite`. */
export function commitMethods(databases: Databases, check: CommitCheck) {
  const databaseOf = ({ database }: { database?: string }): Database => {
    if (!database) throw invalidArgument("A request must name its database.");
    return databases.get(database);
  };

  async function beginTransaction(request: BeginTransactionRequest): Promise<Message> {
    return { transaction: databaseOf(request).transactions.begin(request.options ?? {}).id };
  }

  async function commit(request: CommitRequest, context: CallContext): Promise<Message> {
    const database = databaseOf(request);
    const transaction = request.transaction?.length
      ? database.transactions.useToCommit(request.transaction)
      : undefined;
    const { time, results } = await commitWrites(database, check, request.writes ?? [], transaction, context);
    return { commitTime: toTimestamp(time), writeResults: results };
  }

  async function rollback(request: CommitRequest): Promise<Message> {
    const transaction = databaseOf(request).transactions.find(request.transaction ?? Buffer.alloc(0));
    if (!transaction) throw invalidArgument("Invalid transaction.");
    transaction.finish();
    return {};
  }

  async function batchWrite(request: CommitRequest, context: CallContext): Promise<Message> {
    const database = databaseOf(request);
    const messages = request.writes ?? [];
    const names = messages.map(nameOf);
    if (new Set(names).size < names.length) {
      throw invalidArgument("The same document cannot be written more than once in the same BatchWrite.");
    }
    const outcomes = await Promise.all(
      messages.map(async (message) => {
        try {
          const { results } = await commitWrites(database, check, [message], undefined, context);
          return { result: results[0] ?? {}, status: {} };
        } catch (error) {
          if (!(error instanceof StatusError)) throw error;
          return { result: {}, status: { code: error.code, message: error.message } };
        }
      }),
    );
    return {
      writeResults: outcomes.map(({ result }) => result),
      status: outcomes.map(({ status }) => status),
    };
  }

  return { beginTransaction, commit, rollback, batchWrite };
}

import type { StructuredQuery } from "../queries/messages.js";
import type { Caller } from "../service.js";
import type { Document } from "../storage/document.js";
import type { Plan } from "../writes/plan.js";
import type { Database } from "./database.js";

/** Decides which operations a caller may do. Each method throws PERMISSION_DENIED if the caller may not do this one. */
export interface Guard {
  get(caller: Caller, database: Database, name: string, document: Document | null): void;
  /** Checks that the caller may see every document that a query under this parent could return. */
  list(caller: Caller, database: Database, parent: string, query: StructuredQuery): void;
  /** Called inside the commit, so that nothing else can change between this check and the write. */
  commit(caller: Caller, database: Database, plan: Plan): void;
}

/** Allows everything, for a server without rules. */
export const OPEN: Guard = { get: () => undefined, list: () => undefined, commit: () => undefined };

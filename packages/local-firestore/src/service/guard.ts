import type { StructuredQuery } from "../queries/messages.js";
import type { Caller } from "../service.js";
import type { Document } from "../storage/document.js";
import type { Plan } from "../writes/plan.js";
import type { Database } from "./database.js";

/** Decides which operations a caller may do. Each method throws PERMISSION_DENIED if the caller may not. */
export interface Guard {
  get(caller: Caller, database: Database, name: string, document: Document | null): void;
  /** Whether the caller may see whatever a query under this parent could return. */
  list(caller: Caller, database: Database, parent: string, query: StructuredQuery): void;
  /** Called within the commit, so that no other change can come between the decision and the write. */
  commit(caller: Caller, database: Database, plan: Plan): void;
}

/** Allows everything, for a server without rules. */
export const OPEN: Guard = { get: () => undefined, list: () => undefined, commit: () => undefined };

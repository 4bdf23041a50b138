import type { StructuredQuery } from "../queries/messages.js";
import { parseRules, type RulesRequest, type Ruleset } from "../rules/index.js";
import type { Caller } from "../service.js";
import { permissionDenied } from "../status.js";
import type { Document } from "../storage/document.js";
import { relativePath } from "../values/names.js";
import { requestTime } from "../values/timestamp.js";
import type { Plan } from "../writes/plan.js";
import type { Write } from "../writes/write.js";
import type { Database } from "./database.js";
import type { Guard } from "./guard.js";

/** The cloud's message when rules refuse a request. It is used if the verdict has no `reason`. */
const DENIED = "Missing or insufficient permissions.";

/**
 * The method of a write for the rules. If a write that is no delete needs an existing document, it is an update even if
 * the document is missing. Otherwise a caller who may not update could learn that the document is missing.
 */
function methodOf({ kind, precondition }: Write, before: Document | null): "create" | "update" | "delete" {
  if (kind === "delete") return "delete";
  const mustExist =
    precondition.kind === "updateTime" || (precondition.kind === "exists" && precondition.exists);
  return before || mustExist ? "update" : "create";
}

type Operation = Pick<RulesRequest, "method" | "path" | "resource" | "newResource" | "query" | "time">;

/** Applies security rules to all callers except the admin. A project to which no rules apply is open. */
export class RulesGuard implements Guard {
  private readonly ofProject = new Map<string, Ruleset>();
  private ofAll: Ruleset | undefined;

  /**
   * Sets the rules of a project, or those of all projects without rules of their own.
   * @throws {RulesSyntaxError} if the rules cannot be parsed. Then the old ones stay.
   */
  setRules(source: string, project?: string): void {
    const ruleset = parseRules(source);
    if (project === undefined) this.ofAll = ruleset;
    else this.ofProject.set(project, ruleset);
  }

  get(caller: Caller, database: Database, name: string, document: Document | null): void {
    const operation = {
      method: "get",
      path: relativePath(name),
      resource: document,
      newResource: null,
    } as const;
    this.decide(caller, database, [{ ...operation, time: new Date() }]);
  }

  list(caller: Caller, database: Database, parent: string, query: StructuredQuery): void {
    const structuredQuery = query as Record<string, unknown>;
    const operation = {
      method: "list",
      path: relativePath(parent),
      resource: null,
      newResource: null,
    } as const;
    this.decide(caller, database, [{ ...operation, query: { structuredQuery }, time: new Date() }]);
  }

  commit(caller: Caller, database: Database, { steps, changes, time }: Plan): void {
    const operations = steps
      .filter(({ write }) => write.kind !== "verify")
      .map(({ write, before, after }): Operation => ({
        method: methodOf(write, before),
        path: relativePath(write.name),
        resource: before,
        newResource: after,
        time: { micros: BigInt(requestTime(time)) },
      }));
    this.decide(caller, database, operations, new Map(changes.map(({ name, after }) => [name, after])));
  }

  private decide(
    caller: Caller,
    database: Database,
    operations: Operation[],
    written: ReadonlyMap<string, Document | null> = new Map(),
  ): void {
    const [, project = "", , databaseId = ""] = database.name.split("/");
    const ruleset = this.ofProject.get(project) ?? this.ofAll;
    if (caller.kind === "admin" || !ruleset) return;
    const auth = caller.kind === "user" ? { uid: caller.uid, token: caller.token } : null;
    const nameOf = (path: string): string => `${database.name}/documents/${path}`;
    const get = (path: string): Document | null => database.store.get(nameOf(path));
    const reader = {
      get,
      getAfter: (path: string) => written.get(nameOf(path)) ?? (written.has(nameOf(path)) ? null : get(path)),
    };
    const accesses = new Set<string>();
    for (const operation of operations) {
      const verdict = ruleset.allows({ ...operation, database: databaseId, auth }, reader, accesses);
      if (!verdict.allowed) throw permissionDenied(verdict.reason ?? DENIED);
    }
  }
}

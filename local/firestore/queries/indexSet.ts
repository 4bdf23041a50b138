import type { Query } from "./query.js";

/** The composite indexes and exemptions a project deploys with. */
export interface IndexSet {
  indexes: unknown[];
}
export function readIndexes(_path: string): IndexSet {
  return { indexes: [] };
}
export function checkIndexes(_indexes: IndexSet, _query: Query): void {}

import type { Message } from "local-firestore/engine";
import { DATABASE, type World } from "./world.js";

/** Writes a document as an administrator: immediately, and without injected faults. */
export function write(world: World, path: string, fields: Message): Promise<void> {
  return commit(world, [{ update: { name: nameOf(path), fields } }]);
}

/** Deletes documents as an administrator: immediately, and without injected faults. */
export function remove(world: World, paths: readonly string[]): Promise<void> {
  return commit(
    world,
    paths.map((path) => ({ delete: nameOf(path) })),
  );
}

const nameOf = (path: string): string => `${DATABASE}/documents/${path}`;

async function commit({ service }: World, writes: Message[]): Promise<void> {
  const context = { caller: { kind: "admin" as const }, signal: new AbortController().signal };
  await service.unary.commit({ database: DATABASE, writes }, context);
}

import { readFile } from "node:fs/promises";
import { visit, type JSONVisitor } from "jsonc-parser";
import { UserError } from "./userError.js";

const STRICT = { disallowComments: true, allowTrailingComma: false };

/**
 * Reads a JSON file. It must be UTF-8, with or without a byte order mark, and no object may have the same key twice.
 * @throws UserError that names the file and, if known, the line.
 */
export async function readJson(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === "ENOENT" ? "there is no such file" : error.message;
    throw new UserError(`${path}: ${problem}`);
  });
  const text = decode(bytes, path);
  const value = parse(text, path);
  const twice = keysTwice(text).map((problem) => `${path}: ${problem}`);
  if (twice.length > 0) throw new UserError(`${twice.join("\n")}\nNothing was written.`);
  return value;
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path}: is not UTF-8: save it as UTF-8, which every editor can do`);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = text.trim() === "" ? "it is empty" : (firstFault(text) ?? (error as Error).message);
    throw new UserError(`${path}: is not JSON: ${problem}`);
  }
}

function firstFault(text: string): string | null {
  const faults: string[] = [];
  const onError: JSONVisitor["onError"] = (_code, _offset, _length, line, character) =>
    faults.push(`look at line ${line + 1}, column ${character + 1}, or just before it`);
  visit(text, { onError }, STRICT);
  return faults[0] ?? null;
}

/** Finds keys that an object has twice, because JSON.parse reports no error and keeps only the last one. */
function keysTwice(text: string): string[] {
  const problems: string[] = [];
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (key, _offset, _length, line) => {
      const keys = open.at(-1)!;
      if (keys.has(key)) {
        problems.push(`line ${line + 1}: ${JSON.stringify(key)} is there twice, and only one would count`);
      }
      keys.add(key);
    },
  });
  return problems;
}

import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Id } from "../../functions/src/domain/ids.js";
import { Performance } from "../../functions/src/domain/performance.js";
import { Complaint } from "./complaint.js";

/** Performances by their ids. */
export type Performances = Record<string, Performance>;

/**
 * Reads a JSON file of performances: an object with an id for each, `{"perf_002": {"title": ...}}`.
 * @throws Complaint with a line for each thing that is wrong: the file, the performance, the field.
 */
export async function readPerformances(path: string): Promise<Performances> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === "ENOENT" ? "there is no such file" : error.message;
    throw new Complaint(`${path}: ${problem}`);
  });
  return checkPerformances(parseJson(path, text), path);
}

const SALES_TOO_LONG =
  'salesCloseAt: is after startsAt; if sales go on after the beginning, say so: "salesCloseAfterStart": true';

/**
 * Checks performances against the schema by which the functions read them, and for fields it does not know: a
 * misspelt one would be without effect, and without a word.
 * @throws Complaint with a line for each thing that is wrong.
 */
export function checkPerformances(performances: unknown, source: string): Performances {
  if (!isObject(performances) || Object.keys(performances).length === 0) {
    throw new Complaint(
      `${source}: must be an object with a performance for each id, {"perf_002": {"title": ...}}`,
    );
  }
  const checked: Performances = {};
  const problems: string[] = [];
  for (const [id, performance] of Object.entries(performances)) {
    const report = (problem: string) => problems.push(`${source}: ${id}: ${problem}`);
    const { error: badId } = Id.safeParse(id);
    if (badId) report(`the id ${badId.issues[0]!.message}`);
    const { data, error } = Performance.safeParse(performance);
    error?.issues.forEach((issue) => report(at(issue.path, problemOf(issue))));
    if (data) {
      unknownFields(performance, data).forEach((path) => report(at(path, "is not a field of a performance")));
      if (data.salesCloseAt > data.startsAt && data.salesCloseAfterStart !== true) report(SALES_TOO_LONG);
      checked[id] = data;
    }
  }
  if (problems.length > 0) throw new Complaint(`${problems.join("\n")}\nNothing was written.`);
  return checked;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Complaint(`${path}: is not JSON: ${(error as Error).message}`);
  }
}

/** What is wrong, for someone who wrote the file. The schema says of a missing field that it is `undefined`. */
function problemOf({ message }: z.core.$ZodIssue): string {
  return message.endsWith("received undefined") ? "is missing" : message;
}

/** The paths of what was there before parsing and is not there after it. */
function unknownFields(raw: unknown, parsed: unknown, path: PropertyKey[] = []): PropertyKey[][] {
  if (!isObject(raw) || !isObject(parsed)) return [];
  return Object.keys(raw).flatMap((key) => {
    const here = [...path, Array.isArray(raw) ? Number(key) : key];
    return Object.hasOwn(parsed, key) ? unknownFields(raw[key], parsed[key], here) : [here];
  });
}

function at(path: PropertyKey[], problem: string): string {
  return path.length === 0 ? problem : `${z.core.toDotPath(path)}: ${problem}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}

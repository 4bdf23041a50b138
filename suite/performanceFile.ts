import { z } from "zod";
import { Id } from "../functions/src/shared/ids.js";
import { Performance } from "../functions/src/performances/performance.js";
import { blocksOf } from "../functions/src/seatmap/domain/blocks.js";
import { UserError } from "./userError.js";
import { readJson } from "./jsonFile.js";

/** Performances by their ids. */
export type Performances = Record<string, Performance>;

/** A mistake in a performance, and the path of its field. */
interface Problem {
  path: PropertyKey[];
  message: string;
}

/**
 * Reads a JSON file of performances. The file contains an object whose keys are ids: `{"perf_002": {"title": ...}}`.
 * @throws UserError with one line for each mistake: the file, the performance, the field.
 */
export async function readPerformances(path: string): Promise<Performances> {
  return checkPerformances(await readJson(path), path);
}

/**
 * Checks performances with the schema that the functions use. Also refuses unknown fields, because they would have no
 * effect. And it refuses values that the schema accepts but that must be mistakes, such as a blank title.
 * @throws UserError with one line for each mistake.
 */
export function checkPerformances(performances: unknown, source: string): Performances {
  if (!isObject(performances) || Array.isArray(performances) || Object.keys(performances).length === 0) {
    throw new UserError(
      `${source}: must be an object with a performance for each id, {"perf_002": {"title": ...}}`,
    );
  }
  if (isPerformanceItself(performances)) {
    throw new UserError(
      `${source}: is a performance without its id: put it into an object, {"perf_002": {"title": ...}}`,
    );
  }
  const checked: Performances = {};
  const problems: string[] = [];
  for (const [id, performance] of Object.entries(performances)) {
    const report = ({ path, message }: Problem) =>
      problems.push([source, id, ...(path.length > 0 ? [z.core.toDotPath(path)] : []), message].join(": "));
    const { error: badId } = Id.safeParse(id);
    if (badId) report({ path: [], message: `the id ${badId.issues[0]!.message}` });
    const { data, error } = Performance.safeParse(performance);
    error?.issues.forEach((issue) => report({ path: issue.path, message: messageOf(issue) }));
    brokenTexts(performance).forEach(report);
    if (data) {
      unknownFields(performance, data).forEach(report);
      mistakes(data).forEach(report);
      checked[id] = data;
    }
  }
  if (problems.length > 0) throw new UserError(`${problems.join("\n")}\nNothing was written.`);
  return checked;
}

function isPerformanceItself(performances: Record<string, unknown>): boolean {
  return Object.keys(Performance.shape).some((field) => {
    const value = performances[field];
    return value !== undefined && (!isObject(value) || Array.isArray(value));
  });
}

/** Rewords an issue for the author of the file, because the schema says "received undefined" for a missing field. */
function messageOf({ message }: z.core.$ZodIssue): string {
  return message.endsWith("received undefined") ? "is missing" : message;
}

/** Finds the fields that parsing dropped, because the schema does not know them. */
function unknownFields(raw: unknown, parsed: unknown, path: PropertyKey[] = []): Problem[] {
  if (!isObject(raw) || !isObject(parsed)) return [];
  return Object.keys(raw).flatMap((key) => {
    const here = [...path, Array.isArray(raw) ? Number(key) : key];
    return Object.hasOwn(parsed, key)
      ? unknownFields(raw[key], parsed[key], here)
      : [{ path: here, message: "is not a field of a performance" }];
  });
}

/** Finds damaged texts. Such a text contains half a surrogate pair, or U+FFFD, which replaces a lost character. */
function brokenTexts(value: unknown, path: PropertyKey[] = []): Problem[] {
  if (typeof value === "string") {
    return /[\p{Surrogate}\uFFFD]/u.test(value)
      ? [{ path, message: "holds a character that is lost or only half there: type it again" }]
      : [];
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    brokenTexts(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Finds mistakes that the schema accepts. The schema must accept them, because it must still read stored documents. */
function mistakes(performance: Performance): Problem[] {
  const { title, venue, currency, sections } = performance;
  const problems: Problem[] = [];
  const found = (path: PropertyKey[], message: string) => problems.push({ path, message });
  const named = (text: string, ...path: PropertyKey[]) => {
    if (!VISIBLE.test(text)) found(path, "is blank");
  };
  named(title, "title");
  named(venue, "venue");
  const prices = new Map<string, number>();
  sections.forEach(({ section, name, price }, index) => {
    named(section, "sections", index, "section");
    named(name, "sections", index, "name");
    const other = prices.get(section);
    if (other !== undefined && other !== price) {
      const two = `section ${section} is there at two prices, ${other} and ${price}`;
      found(["sections", index, "price"], `${two}: give each price a section of its own`);
    }
    prices.set(section, price);
  });
  if (!CURRENCIES.has(currency)) {
    found(["currency"], `${currency} is no currency: must be an ISO 4217 code such as KRW`);
  }
  if (performance.salesCloseAt > performance.startsAt && performance.salesCloseAfterStart !== true) {
    found(
      ["salesCloseAt"],
      'is after startsAt; if sales go on after the beginning, say so: "salesCloseAfterStart": true',
    );
  }
  for (const { block, rows } of blocksOf(performance)) {
    const seats = rows.reduce((sum, { firstSeat, lastSeat }) => sum + lastSeat - firstSeat + 1, 0);
    if (rows.length > 1 && seats > MAX_BLOCK)
      found([], `block ${block} has ${seats} places, and may have ${MAX_BLOCK}: divide it`);
  }
  for (const [row, blocks] of blocksByRow(performance))
    if (blocks.size > 1)
      found([], `row ${row} is in ${blocks.size} blocks: name the same block in each of its listings`);
  if (storedBytes(performance) > MAX_BYTES) {
    found([], "is more than a document can hold, 1 MiB: join rows into longer ranges of seats");
  }
  return problems;
}

/** The most places of a block with several rows, gaps included, because a block is read, drawn and sent as a whole. */
const MAX_BLOCK = 1_000;

/** Returns, for each row, the blocks that its listings name. */
function blocksByRow({ sections }: Performance): Map<string, Set<string>> {
  const rows = new Map<string, Set<string>>();
  for (const { row, block } of sections.flatMap((section) => section.rows))
    if (block !== undefined) rows.set(row, (rows.get(row) ?? new Set()).add(block));
  return rows;
}

/** Matches a text that has at least one visible character. */
const VISIBLE = /[^\s\p{Control}\p{Default_Ignorable_Code_Point}]/u;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/**
 * The largest size of a performance in bytes: Firestore's limit for a document, minus room for the document's name
 * (https://firebase.google.com/docs/firestore/storage-size).
 */
const MAX_BYTES = 1_048_576 - 1_024;

/** How many bytes a value takes in Firestore. The result may be one or two bytes too high. */
export function storedBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value) + 1;
  if (!isObject(value)) return 8;
  const name = (key: string) => (Array.isArray(value) ? 0 : Buffer.byteLength(key) + 1);
  return Object.entries(value).reduce((total, [key, inner]) => total + name(key) + storedBytes(inner), 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}

import { Performance } from "../functions/src/performances/performance.js";
import { blocksOf } from "../functions/src/seatmap/domain/blocks.js";
import { checkDocuments, isBlank, type Problem } from "./documentFile.js";
import { readJson } from "./jsonFile.js";

/** Performances by their ids. */
export type Performances = Record<string, Performance>;

/**
 * Reads a JSON file of performances. The file contains an object whose keys are ids: `{"perf_002": {"title": ...}}`.
 * @throws UserError with one line for each mistake: the file, the performance, the field.
 */
export async function readPerformances(path: string): Promise<Performances> {
  return checkPerformances(await readJson(path), path);
}

/**
 * Checks performances: each by the schema, and then for the mistakes that no schema finds.
 * @throws UserError with one line for each mistake.
 */
export function checkPerformances(performances: unknown, source: string): Performances {
  return checkDocuments(performances, source, {
    noun: "performance",
    example: '{"perf_002": {"title": ...}}',
    schema: Performance,
    ifTooLarge: "join rows into longer ranges of seats",
    mistakes,
  });
}

function mistakes(performance: Performance): Problem[] {
  const { title, venue, currency, sections } = performance;
  const problems: Problem[] = [];
  const found = (path: PropertyKey[], message: string) => problems.push({ path, message });
  const named = (text: string, ...path: PropertyKey[]) => {
    if (isBlank(text)) found(path, "is blank");
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
  return problems;
}

/** The most places in a block with several rows, gaps included. A block is read, drawn and sent as a whole. */
const MAX_BLOCK = 1_000;

/** Returns, for each row, the blocks that its listings name. */
function blocksByRow({ sections }: Performance): Map<string, Set<string>> {
  const rows = new Map<string, Set<string>>();
  for (const { row, block } of sections.flatMap((section) => section.rows))
    if (block !== undefined) rows.set(row, (rows.get(row) ?? new Set()).add(block));
  return rows;
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { svg } from "./plot.js";
import type { Result } from "./result.js";
import { markdown } from "./table.js";

const DOCS = new URL("../", import.meta.url);

/** A result, with the machine, the date and the load under which it was measured. */
interface Kept extends Result {
  measuredOn: string;
}

/** Stores the figures and plots of a benchmark, and writes the page of all benchmarks again. */
export function keep(result: Result, names: readonly string[]): void {
  mkdirSync(new URL("figures/", DOCS), { recursive: true });
  const measuredOn =
    `${cpus().length} cores, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}, ` +
    `load average ${loadavg()[1]!.toFixed(1)}`;
  const kept: Kept = { ...result, measuredOn };
  writeFileSync(figuresOf(result.name), `${JSON.stringify(kept, null, 2)}\n`);
  for (const plot of result.plots) writeFileSync(new URL(`figures/${plot.file}.svg`, DOCS), svg(plot));
  writePage(names);
}

/** Writes the page of all benchmarks, in the order of `names`, from the stored figures. */
export function writePage(names: readonly string[]): void {
  writeFileSync(new URL("results.md", DOCS), page(names));
}

const figuresOf = (name: string) => new URL(`figures/${name}.json`, DOCS);

function page(names: readonly string[]): string {
  const found = names
    .filter((name) => existsSync(figuresOf(name)))
    .map((name) => JSON.parse(readFileSync(figuresOf(name), "utf8")) as Kept);
  return [
    "# Benchmarks",
    "Made by the commands that stand with each figure; `npm run bench` measures less of the same in some minutes and " +
      "writes nothing. Each figure stands beside its peers, which ran in the same process, in turn, against the same " +
      "local Firestore in a process of its own. Times depend on the machine and on what else it does; the ratios are " +
      "what is meant to be reproduced. What it all means for a big sale: [scale](scale.md).",
    "The peers, in `bench/peers/`: **a transaction that reads each seat** has a document for each seat of the venue " +
      "and reads those wanted one after the other, then writes; **one document per section** keeps all seats of a " +
      "section in one document; **PostgreSQL** locks rows with `SELECT … FOR UPDATE` and writes with one statement " +
      "(4 round trips, 100 open connections), and pays and settles in one commit. All four decode and price requests with the same " +
      "code, make the same promises about seats and money, and are checked after each run: as many seats are occupied as were sold.",
    ...found.map(section),
  ]
    .join("\n\n")
    .concat("\n");
}

function section({ name, title, command, about, tables, plots, measuredOn }: Kept): string {
  return [
    `## ${title}`,
    about,
    ...plots.map((plot) => `![${plot.title}](figures/${plot.file}.svg)`),
    ...tables.map((table) => `**${table.caption}**\n\n${markdown(table)}`),
    `Made by \`${command ?? `npm run bench -- --full ${name}`}\` (${measuredOn}).`,
  ].join("\n\n");
}

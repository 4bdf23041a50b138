import type { Plot } from "./plot.js";
import type { Table } from "./table.js";

/** The result of one benchmark. */
export interface Result {
  /** The benchmark's name on the command line. */
  name: string;
  title: string;
  /** The command that writes it to the page, if that is not the benchmarks' own command. */
  command?: string;
  /** What was measured and how, as text for the page. */
  about: string;
  tables: Table[];
  plots: Plot[];
}

import type { Plot } from "./plot.js";
import type { Table } from "./table.js";

/** The result of one benchmark. */
export interface Result {
  /** The benchmark's name on the command line. */
  name: string;
  title: string;
  /** What was measured and how, as text for the page. */
  about: string;
  tables: Table[];
  plots: Plot[];
}

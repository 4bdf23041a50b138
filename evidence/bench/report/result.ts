import type { Plot } from "./plot.js";
import type { Table } from "./table.js";

/** What one benchmark found. */
export interface Result {
  /** The benchmark's name on the command line. */
  name: string;
  title: string;
  /** What was measured and how, for whoever reads the figures. */
  about: string;
  tables: Table[];
  plots: Plot[];
}

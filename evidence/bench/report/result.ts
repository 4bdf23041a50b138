import type { Plot } from "./plot.js";
import type { Table } from "./table.js";

export interface Result {
  /** The benchmark's name, which is also the name of its file of figures. */
  name: string;
  title: string;
  /** The command that makes the result, if that is not `npm run bench -- --full` and the name. */
  command?: string;
  /** What was measured and how, as text for the page. */
  about: string;
  tables: Table[];
  plots: Plot[];
}

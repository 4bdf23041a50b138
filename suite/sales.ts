import { writeFile } from "node:fs/promises";
import { commandLine, misused } from "./commandLine.js";
import { UserError } from "./userError.js";
import { csv } from "./csv.js";
import { withDatabase } from "./database.js";
import { bookingRows, readSales, revenue, salesTable } from "./salesReport.js";
import { counted } from "./table.js";

const help = `npm run sales -- PERFORMANCE [--csv FILE] [--project ID]

Shows what is sold, held and free of a performance, by section, as of one moment. It costs a read for each seat that is
sold or held, and one for each booking. A booking that was given back as a whole has no seats, so what was paid for it is not
shown; its fee is in the ledger, account CANCELLATION_FEES.

  --csv FILE     writes the bookings that have seats into a file: seats, amounts, times and user ids
  --project ID   a real project, by the application default credentials; else the suite that runs here`;

/**
 * `npm run sales -- PERFORMANCE`: shows the sales of a performance, and can write its bookings to a CSV file.
 * @throws UserError if the performance cannot be read or the file cannot be written; and at the end, after all other
 * output, if a booking cannot be read.
 */
export async function main(args: string[]): Promise<number> {
  const read = commandLine(
    { help, operands: true, args },
    { csv: { type: "string" }, project: { type: "string" } },
  );
  const [id, ...more] = read.positionals;
  if (id === undefined || more.length > 0) throw misused("It takes one performance", help);
  const { csv: file, project } = read.values;
  const sales = await withDatabase(project, ({ db }) => readSales(db, id));
  const { title, venue } = sales.performance;
  console.log(
    `${title}, ${venue}\n\n${salesTable(sales)}\n\nPaid: ${revenue(sales).join("; ") || "nothing yet"}`,
  );
  if (file !== undefined) {
    // Only the owner may read a new file, because it contains user ids.
    await writeFile(file, csv(bookingRows(sales)), { mode: 0o600 }).catch((error: Error) => {
      throw new UserError(`${file}: ${error.message}`);
    });
    console.log(`${counted(sales.bookings.length, "booking")} in ${file}.`);
  }
  if (sales.unreadable.length === 0) return 0;
  throw new UserError(`These bookings have seats and cannot be read: ${sales.unreadable.join(", ")}`);
}

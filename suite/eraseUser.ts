import { commandLine, misused } from "./commandLine.js";
import { withDatabase } from "./database.js";
import { eraseUser } from "./erasure.js";
import { counted } from "./table.js";

const help = `npm run erase-user -- UID [--project ID]

Replaces a user's id by a pseudonym in bookings, payment intents, refunds and ticket counts, for good: nothing leads back.
What the books need stays: seats, amounts, times, the ledger. Refused where a booking is pending, a payment not finished or
a refund not done. Safe to run again. Delete the account in Firebase Authentication first, so that nothing new is booked meanwhile.

  --project ID   a real project, by the application default credentials; else the suite that runs here`;

/**
 * `npm run erase-user -- UID`: replaces the user's id in bookings, payment intents, refunds and ticket counts.
 * @throws UserError if a booking, payment or refund of the user is not finished, or changes or is added meanwhile.
 */
export async function main(args: string[]): Promise<number> {
  const read = commandLine({ help, operands: true, args }, { project: { type: "string" } });
  const [userId, ...more] = read.positionals;
  if (!userId || more.length > 0) throw misused("It takes one user id", help);
  const erased = await withDatabase(read.values.project, ({ db }) => eraseUser(db, userId));
  console.log(
    erased === 0
      ? "Nothing of this user was found."
      : `The user was erased from ${counted(erased, "booking")}.`,
  );
  return 0;
}

import { createInterface } from "node:readline/promises";
import { Inconsistency } from "../functions/src/shared/refusals.js";
import { Id } from "../functions/src/shared/ids.js";
import { commandLine, misused } from "./commandLine.js";
import { UserError } from "./userError.js";
import { asOperator, type Operator } from "./operator.js";

const help = `npm run refund -- BOOKING|PAYMENT [--seats A1,A2] --reason TEXT [--yes] [--project ID]

Gives a paid booking back, whole or by seat, as the organiser: without a fee, whatever the terms and the date. The seats are
free again at once, and the sweep pays the money back. With the id of a payment (pi_…) it gives back what was paid for a
booking that does not exist or was never confirmed, and closes the payment's review.

  --seats A1,A2   only these seats of a booking
  --reason TEXT   why. It is recorded with your account
  --yes           does not ask first
  --project ID    a real project, by the application default credentials; else the suite that runs here`;

const OPTIONS = {
  seats: { type: "string" },
  reason: { type: "string" },
  yes: { type: "boolean" },
  project: { type: "string" },
} as const;

interface Order {
  subject: string;
  seatIds: string[] | null;
  reason: string;
  /**
   * Asks the operator, unless `--yes` is given.
   * @throws UserError if the answer is not yes, or there is no terminal.
   */
  ask(what: string): Promise<void>;
}

/**
 * `npm run refund`: gives back a booking, some of its seats, or a payment whose booking is missing or never confirmed.
 * @throws UserError if the command line is wrong, there is nothing to give back, the operator does not confirm, or the
 * change fails.
 */
export async function main(args: string[]): Promise<number> {
  const read = commandLine({ help, operands: true, args }, OPTIONS);
  const { seats, reason, yes = false, project } = read.values;
  const [subject, ...more] = read.positionals;
  if (subject === undefined || more.length > 0) throw misused("It takes one booking or payment", help);
  if (!reason?.trim()) throw misused("It needs a --reason", help);
  const isPayment = subject.startsWith("pi_");
  if (isPayment && seats !== undefined) throw misused("--seats is for a booking", help);
  if (!Id.safeParse(subject).success) throw new UserError(`${subject}: there is no such booking.`);
  const seatIds = seats?.split(",").map((seatId) => seatId.trim().normalize("NFC")) ?? null;
  const order = { subject, seatIds, reason, ask: yes ? () => Promise.resolve() : confirm };
  console.log(
    await asOperator(project, (operator) =>
      isPayment ? refundPayment(operator, order) : refundBooking(operator, order),
    ),
  );
  return 0;
}

async function confirm(what: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new UserError(
      `${what} There is no terminal to ask on: add --yes to give it back without being asked.`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${what} [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UserError("Nothing was changed.");
}

async function refundBooking({ account, books, within }: Operator, order: Order): Promise<string> {
  const { subject, seatIds, reason, ask } = order;
  const { booking: asked } = await within(() => readSettled(books, subject));
  const { status, confirmedAt, seats, currency, userId } = asked;
  if (confirmedAt === null) {
    const why = status === "pending" ? "is not paid" : "ended without being paid";
    throw new UserError(
      `${subject} ${why}: there is nothing to give back. A payment is given back by its id, pi_…`,
    );
  }
  const left = status === "cancelled" ? [] : seats;
  const named = left.filter(({ seatId }) => seatIds === null || seatIds.includes(seatId));
  if (named.length > 0) {
    const total = named.reduce((sum, { price }) => sum + price, 0);
    const names = named.map(({ seatId }) => seatId).join(", ");
    await ask(`Give ${names} of ${subject} back to user ${userId}, ${total} ${currency}?`);
  }
  const command = ["refund", ...(seatIds ? ["--seats", seatIds.join(",")] : [])].join(" ");
  const action = books.newAction({ account, command, subject, note: reason });
  const { booking, refund } = await within(async () =>
    books.cancelConfirmed(
      (await readSettled(books, subject)).purchase,
      { seatIds, expectedRefund: null, by: "OPERATOR" },
      (batch) => books.writeAction(batch, action),
    ),
  );
  const promised =
    refund === null
      ? "Nothing was paid for it."
      : `${refund.amount} ${refund.currency}, refund ${refund.refundId}`;
  if (!(await books.wasMade(action))) {
    throw new UserError(`${subject}: this was given back before. Nothing was changed. ${promised}`);
  }
  const rest =
    booking.status === "cancelled" ? "The booking is cancelled." : `It keeps ${booking.seatIds.join(", ")}.`;
  return refund === null
    ? `${subject}: given back. ${promised} ${rest}`
    : `${subject}: given back, ${promised}. ${rest}\nThe sweep pays it within a minute.`;
}

/**
 * Reads a booking and its payment. If the booking is paid but not confirmed yet, confirms it first.
 * @throws UserError if there is no such booking.
 */
async function readSettled(books: Operator["books"], bookingId: string) {
  let purchase = await books.readPurchase(bookingId);
  if (purchase.booking.data()?.status === "pending" && purchase.intent.data()?.status === "SUCCESS") {
    await books.settleBooking(bookingId, "SUCCESS");
    purchase = await books.readPurchase(bookingId);
  }
  const booking = purchase.booking.data();
  if (booking === undefined) throw new UserError(`${bookingId}: there is no such booking.`);
  return { purchase, booking };
}

async function refundPayment({ account, books, within }: Operator, order: Order): Promise<string> {
  const { subject, reason, ask } = order;
  const intent = await within(async () => (await books.paymentIntents.doc(subject).get()).data());
  if (intent === undefined) throw new UserError(`${subject}: there is no such payment.`);
  const { bookingId, userId, status, amount, refunded, currency } = intent;
  if (status === "SUCCESS") {
    // Confirm the booking if its event has not come yet. Then the operator must give back the booking, not the payment.
    await within(() => books.settleBooking(bookingId, "SUCCESS")).catch((error: unknown) => {
      if (!(error instanceof Inconsistency)) throw error;
    });
    if (refunded < amount)
      await ask(`Give ${amount - refunded} ${currency} of ${subject} back to user ${userId}?`);
  }
  const action = books.newAction({ account, command: "refund", subject, note: reason });
  const given = await within(() => books.refundPaid(subject, action));
  switch (given) {
    case "not paid":
      throw new UserError(
        `${subject}: it is ${status}, so nothing of it can be given back here. If the gateway captured it all the same, give it back there.`,
      );
    case "has its booking":
      throw new UserError(
        `${subject}: its booking was confirmed. Give that back: npm run refund -- ${bookingId}`,
      );
    case "nothing left":
      throw new UserError(`${subject}: all of it was given back before. Nothing was changed.`);
    case "done":
      return `${subject}: given back. The sweep pays it within a minute.`;
    default:
      return `${subject}: given back, ${given.amount} ${given.currency}, refund ${given.refundId}.\nThe sweep pays it within a minute.`;
  }
}

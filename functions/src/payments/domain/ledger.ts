import * as z from "zod";
import { dateIn, SERVICE_TIME_ZONE } from "../../shared/calendar.js";
import { Amount, Currency } from "../../shared/money.js";

const Account = z.enum(["CUSTOMER_PAYABLE", "MERCHANT_BALANCE", "REFUND_PAYABLE", "CANCELLATION_FEES"]);

const Kind = z.enum(["charge", "refund", "fee", "refunded", "returned"]);
type Kind = z.output<typeof Kind>;

/** One side of a transfer of money. Each transfer is written as a debit and a credit of the same amount. */
export const LedgerEntry = z.object({
  account: Account,
  kind: Kind,
  direction: z.enum(["debit", "credit"]),
  amount: Amount,
  currency: Currency,
  bookingId: z.string(),
  paymentIntentId: z.string(),
  day: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: "The date in the service's time zone, such as 2026-11-25." }),
  createdAt: z.date(),
});
export type LedgerEntry = z.output<typeof LedgerEntry>;

type Accounts = Readonly<Record<LedgerEntry["direction"], LedgerEntry["account"]>>;

/** The accounts of each kind of transfer. The balance of REFUND_PAYABLE is what must still be paid back. */
const accounts: Readonly<Record<Kind, Accounts>> = {
  charge: { debit: "CUSTOMER_PAYABLE", credit: "MERCHANT_BALANCE" },
  refund: { debit: "MERCHANT_BALANCE", credit: "REFUND_PAYABLE" },
  fee: { debit: "MERCHANT_BALANCE", credit: "CANCELLATION_FEES" },
  refunded: { debit: "REFUND_PAYABLE", credit: "CUSTOMER_PAYABLE" },
  returned: { debit: "CUSTOMER_PAYABLE", credit: "REFUND_PAYABLE" },
};

/**
 * A transfer of money. The promised refunds of a payment ("refund") and its fees are numbered. A round of a refund may
 * be paid ("refunded") and then returned by the bank ("returned").
 */
export type Movement =
  | { kind: "charge" }
  | { kind: "refund" | "fee"; number: number }
  | { kind: "refunded" | "returned"; number: number; round: number };

/**
 * Returns the two entries of a transfer, or none if the amount is 0. Their ids follow from the payment and the
 * movement, so that the same transfer cannot be created twice.
 * @param payment names the payment. Its `amount` is the amount to transfer, in minor currency units.
 */
export function ledgerEntriesOf(
  payment: Pick<LedgerEntry, "amount" | "currency" | "bookingId" | "paymentIntentId">,
  movement: Movement,
  now: Date,
): { id: string; entry: Omit<LedgerEntry, "createdAt"> }[] {
  const { amount, currency, bookingId, paymentIntentId } = payment;
  if (amount === 0) return [];
  const { kind } = movement;
  const day = dateIn(SERVICE_TIME_ZONE, now);
  return (["debit", "credit"] as const).map((direction) => ({
    id: `${paymentIntentId}_${nameOf(movement)}_${direction}`,
    entry: {
      account: accounts[kind][direction],
      kind,
      direction,
      amount,
      currency,
      bookingId,
      paymentIntentId,
      day,
    },
  }));
}

function nameOf(movement: Movement): string {
  switch (movement.kind) {
    case "charge":
      return "charge";
    case "refund":
    case "fee":
      return `${movement.kind}${movement.number}`;
    case "refunded":
    case "returned":
      return `${movement.kind}${movement.number}r${movement.round}`;
  }
}

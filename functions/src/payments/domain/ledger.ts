import { z } from "zod";
import { Amount, Currency } from "../../shared/money.js";
import type { PaymentIntent } from "./paymentIntent.js";

/** One side of a transfer of money. Each transfer is written as a debit and a credit of the same amount. */
export const LedgerEntry = z.object({
  account: z
    .enum(["CUSTOMER_PAYABLE", "MERCHANT_BALANCE"])
    .meta({ description: "A charge debits CUSTOMER_PAYABLE and credits MERCHANT_BALANCE." }),
  kind: z.enum(["charge"]),
  direction: z.enum(["debit", "credit"]),
  amount: Amount,
  currency: Currency,
  bookingId: z.string(),
  paymentIntentId: z.string(),
  createdAt: z.date(),
});
export type LedgerEntry = z.output<typeof LedgerEntry>;

/**
 * Returns the two entries of a charge, or none if nothing was charged. Their ids follow from the intent's id, so that a
 * second pair cannot be created.
 */
export function chargeEntries(
  intent: PaymentIntent,
): { id: string; entry: Omit<LedgerEntry, "createdAt"> }[] {
  const { amount, currency, bookingId, paymentIntentId } = intent;
  if (amount === 0) return [];
  const common = { kind: "charge", amount, currency, bookingId, paymentIntentId } as const;
  return [
    {
      id: `${paymentIntentId}_charge_debit`,
      entry: { ...common, account: "CUSTOMER_PAYABLE", direction: "debit" },
    },
    {
      id: `${paymentIntentId}_charge_credit`,
      entry: { ...common, account: "MERCHANT_BALANCE", direction: "credit" },
    },
  ];
}

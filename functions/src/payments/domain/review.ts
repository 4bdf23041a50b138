import * as z from "zod";
import { Amount, Currency } from "../../shared/money.js";

/** The findings that no rule covers. A person decides about them. */
export const ReviewKind = z.enum([
  "UNKNOWN_OUTCOME",
  "PAID_WITHOUT_BOOKING",
  "REFUND_REFUSED",
  "REFUND_OVERDUE",
  "REFUND_RETURNED",
]);
export type ReviewKind = z.output<typeof ReviewKind>;

/** A finding that a person must decide about while its review is open. */
export const Review = z.object({
  kind: ReviewKind,
  subject: z.string().meta({ description: "The id of the payment intent or refund." }),
  amount: Amount,
  currency: Currency,
  openSince: z.date().meta({ description: "When the review was last opened." }),
  status: z.enum(["open", "closed"]),
  opened: z.int().positive().meta({
    description:
      "How many times the review was opened. It is opened again if the same is found after it was closed.",
  }),
});
export type Review = z.output<typeof Review>;

/** Returns the id of a review. A kind of finding about one subject has one document. */
export function reviewIdOf(kind: ReviewKind, subject: string): string {
  return `${kind}_${subject}`;
}

/** What an operator did, when and why. */
export const OperatorAction = z.object({
  account: z.string().meta({ description: "The account whose credentials were used." }),
  command: z.string(),
  subject: z.string().meta({ description: "The id of the review, booking or payment intent." }),
  note: z.string(),
  at: z.date(),
});
export type OperatorAction = z.output<typeof OperatorAction>;

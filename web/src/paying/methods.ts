import type { ComponentType } from "preact";
import { CardForm } from "./cardForm.js";
import type { Card } from "./pay.js";

/** What the form of a payment method gets. The form asks for what its gateway needs, and passes it to `onPay`. */
export interface MethodProps {
  /** The sum as it is written. */
  sum: string;
  isDisabled: boolean;
  isPaying: boolean;
  onPay: (card: Card) => void;
}

/** The payment methods. If there is something to pay, the page of a payment shows the forms of all of them. */
export const methods: readonly { method: "CARD"; Form: ComponentType<MethodProps> }[] = [
  { method: "CARD", Form: CardForm },
];

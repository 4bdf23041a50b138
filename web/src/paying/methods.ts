import type { ComponentType } from "preact";
import { CardForm } from "./cardForm.js";
import type { Card } from "./pay.js";

/** What the form of a payment method gets. It asks for what its gateway needs, and hands it over when the user pays. */
export interface MethodProps {
  /** The sum as it is written. */
  sum: string;
  isDisabled: boolean;
  onPay: (card: Card) => void;
}

/** The payment methods that can be chosen. Other gateways add their forms here. */
export const methods: readonly { method: "CARD"; Form: ComponentType<MethodProps> }[] = [
  { method: "CARD", Form: CardForm },
];

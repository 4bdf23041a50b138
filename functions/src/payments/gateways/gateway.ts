import type { Outcome } from "../domain/paymentIntent.js";

/** What is charged to which card. The card's data go to the gateway and nowhere else: they are not stored or logged. */
export interface Charge {
  /** The payment intent's id: however often it is sent, the gateway charges once. */
  idempotencyKey: string;
  /** In the currency's minor unit. */
  amount: number;
  currency: string;
  paymentMethodToken: string;
  cvv: string;
}

/**
 * A company that charges cards, as this service sees it. Each keeps one outcome for each idempotency key, for ever.
 * Calls answer or reject within 20 seconds.
 */
export interface PaymentGateway {
  /** The company's name, as it is stored and logged. */
  readonly provider: string;
  /**
   * Charges, or answers the outcome that the key has already. A decline is an answer.
   * @throws anything else means that nobody knows whether it was charged: ask with `find`, or repeat with the same key.
   */
  charge(charge: Charge): Promise<Outcome>;
  /**
   * Tells what became of a key. Null says that nothing was charged, and that no charge sent so far is still on its way.
   * @throws where that is not certain, as where the gateway cannot be asked.
   */
  find(idempotencyKey: string): Promise<Outcome | null>;
  /**
   * Tells what became of a key and, where nothing did, closes it: a charge that is still under way, or sent later, will
   * find it failed. After this the outcome is certain.
   */
  close(idempotencyKey: string): Promise<Outcome>;
}

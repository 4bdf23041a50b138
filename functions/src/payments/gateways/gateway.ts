import type { Outcome } from "../domain/paymentIntent.js";

/** An order to charge a card. The card's data are sent only to the gateway and are never stored or logged. */
export interface Charge {
  /** The payment intent's id. The gateway charges each key at most once, however often it is sent. */
  idempotencyKey: string;
  /** In the currency's minor unit. */
  amount: number;
  currency: string;
  paymentMethodToken: string;
  cvv: string;
}

/**
 * A company that charges cards. It keeps one outcome for each idempotency key, for ever. Its methods resolve or reject
 * within 20 seconds.
 */
export interface PaymentGateway {
  /** The company's name for documents and logs. */
  readonly provider: string;
  /**
   * Charges, or returns the outcome that the key already has. A decline is an outcome, not an error.
   * @throws any error: the card may or may not have been charged. Ask with `find`, or repeat with the same key.
   */
  charge(charge: Charge): Promise<Outcome>;
  /**
   * Returns the outcome of a key. Null means that nothing was charged and no charge sent so far is still on its way.
   * @throws if that is not certain, for instance because the gateway does not answer.
   */
  find(idempotencyKey: string): Promise<Outcome | null>;
  /**
   * Returns the outcome of a key. If the key has none, closes it: records a failure, so that a charge that is under way
   * or sent later fails too. After this the outcome is final.
   */
  close(idempotencyKey: string): Promise<Outcome>;
}

import type { Outcome } from "../domain/paymentIntent.js";
import type { Finding, GatewayRefund } from "../domain/refundFindings.js";

/** An order to charge a card. The CVV must not be stored or logged. */
export interface Charge {
  /** The payment intent's id. The gateway must not charge a key twice. */
  idempotencyKey: string;
  /** In the currency's minor unit. */
  amount: number;
  currency: string;
  paymentMethodToken: string;
  cvv: string;
}

/** An order to pay a refund, in one of its rounds. */
export interface RefundOrder {
  /** The key of the refund's round. A gateway may forget the key after a day. */
  idempotencyKey: string;
  refundId: string;
  round: number;
  /** The idempotency key of the charge. */
  chargeKey: string;
  /** The gateway's reference for the charge. */
  chargeReference: string;
  /** In the currency's minor unit. */
  amount: number;
  currency: string;
}

/** The answer to a refund order. REFUSED is only for error codes that are known as refusals. Throw for all others. */
export type RefundAnswer = Extract<Finding, { status: "ACCEPTED" | "DONE" | "REFUSED" }>;

/** What the gateway tells of one payment. */
export interface GatewayPayment {
  /** Null, or an amount of 0, if no money was captured. `amount` is in the currency's minor unit. */
  captured: { amount: number; currency: string; reference: string } | null;
  refunds: readonly GatewayRefund[];
}

/**
 * A company that charges cards. It keeps one outcome for each charge's idempotency key, for ever. Its methods must
 * resolve or reject within 20 seconds.
 */
export interface PaymentGateway {
  /** The company's name in documents and logs. It must not change, because payments store it to find their gateway. */
  readonly provider: string;
  /**
   * Charges, or returns the outcome that the key already has. A decline is an outcome, not an error.
   * @throws any error: the card may or may not have been charged. Ask with `find`, or repeat with the same key.
   */
  charge(charge: Charge): Promise<Outcome>;
  /**
   * Returns the outcome of a key. Null means that nothing was charged, and that no call to `charge` which has ended
   * will charge later.
   * @throws if neither is certain, for instance because the gateway does not answer.
   */
  find(idempotencyKey: string): Promise<Outcome | null>;
  /**
   * Returns the outcome of a key and makes it final. If the key has none, it records a failure, so that a charge that
   * is under way or sent later fails too. The card's network may still capture the money late, which `look` shows.
   * @throws any error: the key may or may not have been closed. Close it again.
   */
  close(idempotencyKey: string): Promise<Outcome>;
  /** Returns what was captured for a charge's key, and the charge's refunds in any status. It only reads. */
  look(idempotencyKey: string): Promise<GatewayPayment>;
  /**
   * Pays a refund. The gateway keeps the refund's id and round with it, so that `look` can return them.
   * @throws any error: it is unknown whether the refund was made. Look before you send the refund again.
   */
  refund(order: RefundOrder): Promise<RefundAnswer>;
}

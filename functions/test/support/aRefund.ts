import type { PaymentIntent } from "../../src/payments/domain/paymentIntent.js";
import { decideRefund, type Refund } from "../../src/payments/domain/refund.js";
import type { GatewayRefund } from "../../src/payments/domain/refundFindings.js";
import { DAY_MS } from "../../src/shared/calendar.js";
import { aPurchase, at, NOW } from "./purchases.js";

export const GATEWAY = { provider: "simulated", reference: "sim_1" };
const paid: PaymentIntent = { ...aPurchase().intent, status: "SUCCESS", gateway: GATEWAY };

/** Makes a successful payment intent of 300,000 won. */
export const anIntent = (overrides: Partial<PaymentIntent> = {}) => ({ ...paid, ...overrides });

/** A refund of 100,000 won for seat A1, and a fee of 50,000 won. */
export const wish: Parameters<typeof decideRefund>[1] = {
  amount: 100_000,
  fee: 50_000,
  seatIds: ["A1"],
  reason: "USER",
  by: "USER",
};

/** Makes a refund that was promised at NOW. */
export const aRefund = (overrides: Partial<Refund> = {}): Refund => ({
  ...decideRefund(anIntent(), wish, NOW).refund!,
  ...overrides,
});
export const attempt = { id: "at_1", number: 1 };
export const sending = (overrides: Partial<Refund> = {}) =>
  aRefund({ status: "SENDING", attempt, roundSince: NOW, ...overrides });
export const accepted = (overrides: Partial<Refund> = {}) =>
  sending({ status: "ACCEPTED", refundReference: "re_1", ...overrides });
export const done = (overrides: Partial<Refund> = {}) =>
  accepted({ status: "DONE", doneAt: NOW, dueAt: at(DAY_MS), ...overrides });
export const inReview = (overrides: Partial<Refund> = {}) =>
  sending({ status: "NEEDS_REVIEW", dueAt: null, ...overrides });

/** Makes a round of `aRefund` as the gateway shows it. */
export const shown = (
  status: GatewayRefund["status"],
  round = 1,
  overrides: Partial<GatewayRefund> = {},
) => ({
  refundId: aRefund().refundId,
  round,
  status,
  amount: 100_000,
  reference: `re_${round}`,
  ...overrides,
});

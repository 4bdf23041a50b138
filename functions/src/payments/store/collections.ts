import { collection } from "../../firestore/database.js";
import { LedgerEntry } from "../domain/ledger.js";
import { PaymentIntent } from "../domain/paymentIntent.js";
import { Refund } from "../domain/refund.js";
import { OperatorAction, Review } from "../domain/review.js";

export const paymentIntents = collection("paymentIntents", PaymentIntent, "paymentIntentId");
export const refunds = collection("refunds", Refund, "refundId");
export const reviews = collection("reviews", Review);
export const operatorActions = collection("operatorActions", OperatorAction);
export const ledgerEntries = collection("ledgerEntries", LedgerEntry);

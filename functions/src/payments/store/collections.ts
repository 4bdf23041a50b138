import { collection } from "../../firestore/database.js";
import { LedgerEntry } from "../domain/ledger.js";
import { PaymentIntent } from "../domain/paymentIntent.js";

export const paymentIntents = collection("paymentIntents", PaymentIntent, "paymentIntentId");
export const ledgerEntries = collection("ledgerEntries", LedgerEntry);

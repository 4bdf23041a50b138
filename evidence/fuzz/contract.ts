import type { Callables } from "../../functions/src/contract.js";
import { THEIRS } from "./someoneElse.js";

/** What a request may hold. It is written from docs/api.md alone, so that it does not share mistakes with the code. */
export interface Contract {
  /** A check for the value of each field. A field that is not in `required` may also be absent or null. */
  fields: Record<string, (value: unknown) => boolean>;
  required: readonly string[];
  /** Fields of which a request may have at most one. */
  either?: readonly string[];
  /**
   * A well-formed request. It only reads, or it asks for another user's data or a closed sale. So it must change nothing
   * even if it is accepted.
   */
  example: Readonly<Record<string, unknown>>;
  /** Whether callers who are not signed in get an answer. */
  isPublic: boolean;
}

const isText = (value: unknown, pattern: RegExp): value is string =>
  typeof value === "string" && pattern.test(value);
const isId = (value: unknown) => isText(value, /^[\w-]{1,64}$/) && !/^__.*__$/.test(value);
const isSeatId = (value: unknown) => {
  const composed = typeof value === "string" ? value.normalize("NFC") : value;
  return isText(composed, /^[\p{L}\d-]{1,16}$/u) && !/\p{Default_Ignorable_Code_Point}/u.test(composed);
};
const isOneOf = (names: string) => (value: unknown) =>
  typeof value === "string" && names.split(" ").includes(value);
const isUserId = (value: unknown) => isText(value, /^[\s\S]{1,128}$/);

const METHODS =
  "CREDIT_CARD DEBIT_CARD VIRTUAL_ACCOUNT BANK_TRANSFER MOBILE KAKAO_PAY NAVER_PAY TOSS_PAY SAMSUNG_PAY APPLE_PAY GOOGLE_PAY";

function isCursor(value: unknown): boolean {
  if (typeof value !== "string" || value.length > 200) return false;
  try {
    const place: unknown = JSON.parse(Buffer.from(value, "base64url").toString());
    const [seconds, nanoseconds, id] = place as unknown[];
    const isTime = isWithin(seconds, Date.UTC(10_000, 0) / 1_000) && isWithin(nanoseconds, 1e9);
    return Array.isArray(place) && place.length === 3 && isTime && isId(id);
  } catch {
    return false;
  }
}

const isWithin = (value: unknown, end: number) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < end;

const isPageSize = (value: unknown) => isWithin(value, 101) && value !== 0;

/** One to ten different seats, as a list or as a text with commas. */
function areSomeSeats(value: unknown): boolean {
  const list = typeof value === "string" ? value.split(",").map((seatId) => seatId.trim()) : value;
  if (!Array.isArray(list) || list.length < 1 || list.length > 10 || !list.every(isSeatId)) return false;
  return new Set(list.map((seatId) => String(seatId).normalize("NFC"))).size === list.length;
}

/** The contract of each callable, by the callable's name. */
export const CONTRACTS = {
  createBooking: {
    fields: {
      performanceId: isId,
      seatIds: (value) =>
        Array.isArray(value) &&
        value.length >= 1 &&
        value.length <= 10 &&
        value.every(isSeatId) &&
        new Set(value.map((seatId) => String(seatId).normalize("NFC"))).size === value.length,
      paymentMethod: isOneOf(METHODS),
      requestId: (value) => isText(value, /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/i),
      userId: isUserId,
    },
    required: ["performanceId", "seatIds", "paymentMethod"],
    example: { performanceId: THEIRS.performanceId, seatIds: ["A1", "A2"], paymentMethod: "CREDIT_CARD" },
    isPublic: false,
  },
  executePayment: {
    fields: {
      paymentIntentId: isId,
      paymentMethodToken: (value) =>
        typeof value === "string" && value.length >= 1 && value.length <= 200 && !isCard(value),
      cvv: (value) => isText(value, /^[0-9]{3,4}$/) && !String(value).endsWith("\n"),
      userId: isUserId,
    },
    required: ["paymentIntentId"],
    example: { paymentIntentId: THEIRS.paymentIntentId, paymentMethodToken: "tok_fuzzed", cvv: "7391" },
    isPublic: false,
  },
  cancelBooking: {
    fields: {
      bookingId: isId,
      seatIds: areSomeSeats,
      expectedRefund: (value) => isWithin(value, Number.MAX_SAFE_INTEGER + 1),
      userId: isUserId,
    },
    required: ["bookingId"],
    example: { bookingId: THEIRS.bookingId, seatIds: "A1,A2", expectedRefund: 1_000 },
    isPublic: false,
  },
  quoteRefund: {
    fields: { bookingId: isId, seatIds: areSomeSeats, userId: isUserId },
    required: ["bookingId"],
    example: { bookingId: THEIRS.bookingId, seatIds: ["A1"] },
    isPublic: false,
  },
  getMyBookings: {
    fields: {
      pageSize: isPageSize,
      cursor: isCursor,
      status: isOneOf("pending confirmed cancelled"),
      userId: isUserId,
    },
    required: [],
    example: { pageSize: 10, status: "pending" },
    isPublic: false,
  },
  getOccupiedSeats: {
    fields: {
      performanceId: isId,
      seatIds: (value) => {
        const list = typeof value === "string" ? value.split(",").map((seatId) => seatId.trim()) : value;
        return Array.isArray(list) && list.length >= 1 && list.length <= 1_000 && list.every(isSeatId);
      },
      cursor: (value) => isText(value, /^[\p{L}\d_-]{1,100}$/u) && !/^__.*__$/.test(value),
      userId: isUserId,
    },
    required: ["performanceId"],
    either: ["seatIds", "cursor"],
    example: { performanceId: THEIRS.performanceId, seatIds: "A1,A2" },
    isPublic: true,
  },
} as const satisfies Record<CallableName, Contract>;

export type CallableName = keyof Callables;

/** The contract of each read that has a route and no callable, by the read's name. */
export const READS = {
  listPerformances: {
    fields: { pageSize: isPageSize, cursor: isCursor },
    required: [],
    example: { pageSize: 10 },
    isPublic: true,
  },
  getPerformance: {
    fields: { performanceId: isId },
    required: ["performanceId"],
    example: { performanceId: THEIRS.performanceId },
    isPublic: true,
  },
  getSeatCounts: {
    fields: { performanceId: isId },
    required: ["performanceId"],
    example: { performanceId: THEIRS.performanceId },
    isPublic: true,
  },
  getSeatMap: {
    fields: { performanceId: isId, block: (value) => isText(value, /^[^]{1,32}$/) },
    required: ["performanceId", "block"],
    example: { performanceId: THEIRS.performanceId, block: "b1" },
    isPublic: true,
  },
  getLayout: {
    fields: { layoutId: isId },
    required: ["layoutId"],
    example: { layoutId: "hall" },
    isPublic: true,
  },
} as const satisfies Record<string, Contract>;

/** The largest request body, in bytes. A larger body is malformed. */
export const MAX_BYTES = 64 * 1024;

/** Whether the data of a call are a well-formed request of this contract. */
export function isWellFormed({ fields, required, either = [] }: Contract, sent: unknown): boolean {
  const data = plain(sent ?? {});
  if (typeof data !== "object" || data === null || Array.isArray(data)) return false;
  const entries = Object.entries(data);
  return (
    required.every((field) => Object.hasOwn(data, field) && (data as Contract["example"])[field] !== null) &&
    entries.every(([field, value]) => {
      const allows = Object.hasOwn(fields, field) ? fields[field] : undefined;
      return allows !== undefined && (value === null || allows(value));
    }) &&
    either.filter((field) => (data as Contract["example"])[field] ?? null).length <= 1
  );
}

/** Stands for a value that no field allows: one of an unknown type, or one that is nested too deeply. */
const STRANGE = Symbol("strange");

/**
 * Decodes long integers in a value, and puts `STRANGE` for objects of another `@type` and for too deep nesting. The
 * mobile SDKs send long integers as objects
 * (https://firebase.google.com/docs/functions/callable-reference).
 */
function plain(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > 2) return STRANGE; // no field of any request holds more than a list
  if (Array.isArray(value)) return value.map((inner) => plain(inner, depth + 1));
  if (Object.hasOwn(value, "@type")) {
    const { "@type": type, value: digits } = value as Record<string, unknown>;
    const isLong = isText(type, /^type\.googleapis\.com\/google\.protobuf\.(Int|UInt)64Value$/);
    const isDigits = typeof digits === "string" ? /^-?\d+$/.test(digits) : Number.isInteger(digits);
    return isLong && isDigits ? Number(digits) : STRANGE;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner, depth + 1)]));
}

/** Whether the whole text is a card number, with or without separators (ISO/IEC 7812: Luhn's check). */
function isCard(value: string): boolean {
  return (value.match(/\d(?:[ .-]?\d){12,18}/g) ?? []).some(
    (run) => run.length === value.length && passesLuhn(run),
  );
}

function passesLuhn(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + Math.floor(value / 10) + (value % 10);
  }, 0);
  return sum % 10 === 0;
}

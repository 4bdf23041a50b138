import { everySeatOf, type Booking } from "../invariants/documents.js";
import { whatComesBack } from "../invariants/quoting.js";
import { blocksOf } from "../invariants/showing.js";
import type { Call, Operation } from "../invariants/operation.js";
import { run } from "./delivery.js";
import type { World } from "./world.js";

type CallOf<N extends Call["name"]> = Extract<Call, { name: N }>;

/**
 * Card codes. By the last digit the simulated gateway decides whether it charges the card. If a document, an answer or
 * a log line contains a code that was used, an invariant is violated.
 */
const CVVS = [
  { cvv: "741", weight: 12 },
  { cvv: "8390", weight: 6 },
  { cvv: "559", weight: 6 },
  { cvv: "642", weight: 1 },
  { cvv: "773", weight: 1 },
  { cvv: "884", weight: 1 },
  { cvv: "995", weight: 1 },
  { cvv: "606", weight: 1 },
  { cvv: "827", weight: 1 },
];
const TOKENS = [
  { token: "tok_visa", weight: 20 },
  { token: "tok_refund_pending", weight: 2 },
  { token: "tok_refund_fails", weight: 2 },
  { token: "tok_refund_timeout", weight: 2 },
  { token: "tok_refund_returned", weight: 2 },
  { token: "tok_late_capture", weight: 2 },
  { token: "tok_timeout_before_charge", weight: 3 },
  { token: "tok_timeout_after_charge", weight: 3 },
  { token: "tok_slow", weight: 3 },
  { token: "4111 1111 1111 1111", weight: 1 },
];

/** The tokens that the gateway keeps in its record of the charge. */
const KEPT_TOKENS = TOKENS.slice(1, 6).map(({ token }) => token);

/** The weight of calls about refunds is multiplied by this in a world that begins with sold bookings. */
const MORE = 10;

/** The calls that a step may begin. */
const CALLS: readonly {
  name: string;
  weight: number;
  isAboutRefunds?: true;
  draw: (world: World) => Call;
}[] = [
  { name: "a booking", weight: 30, draw: drawBooking },
  { name: "a payment", weight: 34, draw: drawPayment },
  { name: "a cancel", weight: 7, isAboutRefunds: true, draw: drawCancel },
  { name: "a sweep", weight: 12, draw: () => ({ name: "sweepExpiredLocks" }) },
  { name: "an earlier call again", weight: 9, draw: drawRepeat },
  { name: "a listing", weight: 3, draw: drawListing },
  { name: "a seat map", weight: 3, draw: drawSeatMap },
  { name: "a map of a block", weight: 4, draw: drawBlock },
  { name: "a sweep of refunds", weight: 4, isAboutRefunds: true, draw: () => ({ name: "sweepRefunds" }) },
  { name: "a quote", weight: 1, isAboutRefunds: true, draw: drawQuote },
];

/** Chooses a call and begins it. */
export async function beginCall(world: World): Promise<Operation> {
  const { plan, choices } = world;
  const calls = CALLS.map(({ weight, isAboutRefunds, draw }) => ({
    weight: isAboutRefunds && plan.soldBefore > 0 ? MORE * weight : weight,
    draw,
  }));
  const call = choices.weightedOf(calls).draw(world);
  const instance = world.choices.below(world.instances.length);
  return run(world, "userId" in call ? { ...call, ...drawClaim(world, call.userId) } : call, instance);
}

export function drawBooking({ choices, plan, operations }: World): CallOf<"createBooking"> {
  // Some users book more often than others, so that calls of the same user conflict with each other.
  const userId = plan.users[choices.weighted([3, 2, 1, 1].slice(0, plan.users.length))]!;
  const { performanceId, seatIds } = choices.of(plan.performances);
  const count = 1 + choices.weighted([5, 4, 2, 1]);
  const first = choices.below(seatIds.length);
  const wanted = Array.from({ length: count }, (_, index) => seatIds[(first + index) % seatIds.length]!);
  const requestId = choices.weighted([2, 3]) === 0 ? null : requestIdOf(operations.length);
  const paymentMethod = choices.weighted([7, 1]) === 0 ? "CREDIT_CARD" : "KAKAO_PAY";
  const strange = choices.weighted([60, 1, 1]);
  return {
    name: "createBooking",
    userId,
    performanceId: strange === 1 ? "perf_0" : performanceId,
    seatIds: strange === 2 ? [...wanted, NO_SEAT] : wanted,
    paymentMethod,
    requestId,
  };
}

/** A seat that no performance has. */
const NO_SEAT = "A9";

/** Draws the optional `userId` field, which older clients send: mostly none, else the user's own id or any user's. */
function drawClaim({ choices, plan }: World, userId: string): { claims?: string } {
  const claim = choices.weighted([30, 1, 1]);
  return claim === 0 ? {} : { claims: claim === 1 ? userId : choices.of(plan.users) };
}

/** Returns a UUID in which no CVV stands as a number of its own, because a CVV in a document counts as a leak. */
const requestIdOf = (number: number): string => `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, "0")}`;

/**
 * Repeats one of the last six calls, or books if there is none. Calls of triggers are not repeated. A repeated
 * `createBooking` may get other data or another user.
 */
function drawRepeat(world: World): Call {
  const { choices, operations } = world;
  const before = operations.map(({ call }) => call).filter((call) => !("event" in call));
  const call = before[before.length - 1 - choices.below(Math.max(1, Math.min(before.length, 6)))];
  if (call === undefined) return drawBooking(world);
  if (call.name !== "createBooking") return { ...call };
  const other = drawBooking(world);
  switch (choices.weighted([8, 2, 2, 1, 1, 1])) {
    case 0:
      return { ...call };
    case 1:
      return { ...other, userId: call.userId, requestId: call.requestId };
    case 2:
      return { ...call, seatIds: [...call.seatIds].reverse() };
    case 3:
      return { ...call, userId: other.userId };
    case 4:
      return { ...call, performanceId: other.performanceId };
    default:
      return { ...call, paymentMethod: other.paymentMethod === "KAKAO_PAY" ? "CREDIT_CARD" : "KAKAO_PAY" };
  }
}

/** Draws an existing booking, most likely the latest. Returns null if there is none. */
function drawTarget({ choices, watch }: World) {
  const bookings = [...watch.books.tables.bookings].reverse();
  if (bookings.length === 0) return null;
  const index = choices.weighted([6, 4, 3, 2, 2, 1, 1].slice(0, bookings.length));
  const [bookingId, booking] = bookings[index]!;
  return { bookingId, booking };
}

/** Draws the user of a call: almost always the booking's owner, sometimes any user. */
function drawUser({ choices, plan }: World, owner: string): string {
  return choices.weighted([30, 1]) === 0 ? owner : choices.of(plan.users);
}

/** Draws a payment with a code that the gateway accepts, and with the ordinary token or one that the gateway keeps. */
export function drawSuccess({ choices }: World, { userId, paymentIntentId }: Booking): Call {
  const paymentMethodToken = choices.of(["tok_visa", ...KEPT_TOKENS]);
  return { name: "executePayment", userId, paymentIntentId, paymentMethodToken, cvv: CVVS[0]!.cvv };
}

function drawPayment(world: World): Call {
  const target = drawTarget(world);
  if (target === null) return drawBooking(world);
  return {
    name: "executePayment",
    userId: drawUser(world, target.booking.userId),
    paymentIntentId: target.booking.paymentIntentId,
    paymentMethodToken: world.choices.weightedOf(TOKENS).token,
    cvv: world.choices.weightedOf(CVVS).cvv,
  };
}

function drawCancel(world: World): Call {
  const target = drawPaid(world);
  if (target === null) return drawBooking(world);
  const { bookingId, booking } = target;
  const seatIds = drawSeats(world, booking);
  return {
    name: "cancelBooking",
    userId: drawUser(world, booking.userId),
    bookingId,
    seatIds,
    expectedRefund: drawExpected(world, bookingId, booking, seatIds),
  };
}

/** Draws an existing booking, most likely one that is paid. Returns null if there is no booking. */
function drawPaid(world: World): { bookingId: string; booking: Booking } | null {
  const { choices, watch } = world;
  const paid = [...watch.books.tables.bookings].filter(
    ([, booking]) => watch.books.intentOf(booking)?.status === "SUCCESS",
  );
  if (paid.length === 0 || choices.weighted([4, 1]) === 1) return drawTarget(world);
  const [bookingId, booking] = choices.of(paid);
  return { bookingId, booking };
}

/** Draws some seats of a booking, mostly those that it still has, rarely with an unknown one. Null stands for all. */
function drawSeats({ choices, watch }: World, booking: Booking): string[] | null {
  const isPaid = watch.books.intentOf(booking)?.status === "SUCCESS";
  if (choices.weighted(isPaid ? [2, 3] : [9, 1]) === 0) return null;
  const all = choices.weighted([6, 1]) === 0 ? booking.seatIds : [...everySeatOf(booking).keys()];
  const first = choices.below(all.length);
  const some = all.slice(first, first + 1 + choices.weighted([4, 1]));
  return choices.weighted([30, 1]) === 0 ? some : [...some, NO_SEAT];
}

/** Draws the refund that a user expects: the amount due now, the amount quoted before, another amount, or none. */
function drawExpected(
  { choices, watch, time, memory }: World,
  bookingId: string,
  booking: Booking,
  seatIds: string[] | null,
): number | null {
  if (watch.books.intentOf(booking)?.status !== "SUCCESS" && choices.weighted([9, 1]) === 0) return null;
  const startsAt = watch.books.startAt(booking.performanceId, time.now * 1000);
  const seats = booking.seats.filter(({ seatId }) => seatIds === null || seatIds.includes(seatId));
  const now = whatComesBack(booking, seats, startsAt, time.now * 1000)?.amount ?? booking.totalAmount;
  const amounts = [now, memory.quotes.get(bookingId) ?? now, Math.max(0, now - 1), null];
  return amounts[choices.weighted([16, 3, 1, 2])]!;
}

function drawQuote(world: World): Call {
  const target = drawPaid(world);
  if (target === null) return drawBooking(world);
  const { bookingId, booking } = target;
  const userId = drawUser(world, booking.userId);
  return { name: "quoteRefund", userId, bookingId, seatIds: drawSeats(world, booking) };
}

const STATUSES = [null, "pending", "confirmed", "cancelled"] as const;

function drawListing({ choices, plan, memory }: World): Call {
  const userId = choices.of(plan.users);
  const pageSize = choices.of([null, 1, 2]);
  const cursor = choices.of([null, memory.cursors.get(userId) ?? null]);
  const status = STATUSES[choices.weighted([6, 1, 1, 1])]!;
  return { name: "getMyBookings", userId, pageSize, cursor, status };
}

function drawSeatMap({ choices, plan }: World): Call {
  const { performanceId, seatIds } = choices.of(plan.performances);
  const some = choices.weighted([2, 1]) === 1 ? seatIds.slice(choices.below(seatIds.length)) : null;
  const isStrange = some !== null && choices.weighted([7, 1]) === 1;
  return { name: "getOccupiedSeats", performanceId, seatIds: isStrange ? [...some, NO_SEAT] : some };
}

/** Chooses a block, and returns the call that reads its map. */
export function drawBlock({ choices, plan, watch }: World): Call {
  const { performanceId } = choices.of(plan.performances);
  const performance = watch.books.lastPerformances.get(performanceId)!;
  return { name: "getSeatMap", performanceId, block: choices.of([...blocksOf(performance).keys()]) };
}

import { documentMessage, toJson } from "local-firestore/engine";
import type { Callables } from "../../../functions/src/contract.js";
import type { Instance } from "../runtime/instance.js";
import type { Call, Operation } from "../invariants/operation.js";
import type { Event, World } from "./world.js";

type CallOf<N extends Call["name"]> = Extract<Call, { name: N }>;

/** Card codes. The last digit decides the outcome. No document may contain one of these numbers, so leaks are found. */
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
  { token: "tok_timeout_before_charge", weight: 3 },
  { token: "tok_timeout_after_charge", weight: 3 },
  { token: "tok_slow", weight: 3 },
  { token: "4111 1111 1111 1111", weight: 1 },
];

/** The calls that a step may begin. */
const CALLS: readonly { name: string; weight: number; draw: (world: World) => Call }[] = [
  { name: "a booking", weight: 30, draw: drawBooking },
  { name: "a payment", weight: 34, draw: drawPayment },
  { name: "a cancel", weight: 7, draw: drawCancel },
  { name: "a sweep", weight: 12, draw: () => ({ name: "sweepExpiredLocks" }) },
  { name: "an earlier call again", weight: 9, draw: drawRepeat },
  { name: "a listing", weight: 3, draw: drawListing },
  { name: "a seat map", weight: 3, draw: drawSeatMap },
];

/** Chooses a call and begins it. */
export async function beginCall(world: World): Promise<Operation> {
  const call = world.choices.weightedOf(CALLS).draw(world);
  const instance = world.choices.below(world.instances.length);
  return run(world, "userId" in call ? { ...call, ...drawClaim(world, call.userId) } : call, instance);
}

/** Begins a call on an instance. Throws for `onPaymentIntentUpdated`, which `deliverEvent` begins. */
export function run(world: World, call: Call, instance: number): Promise<Operation> {
  const { functions } = world.instances[instance]!;
  return world.begin(call, instance, () => {
    switch (call.name) {
      case "createBooking": {
        const { performanceId, seatIds, paymentMethod, requestId } = call;
        const data = { performanceId, seatIds, paymentMethod, ...(requestId && { requestId }) };
        return functions.createBooking.run(requestOf<"createBooking">(call, data));
      }
      case "executePayment": {
        const { paymentIntentId, paymentMethodToken, cvv } = call;
        world.watch.secrets.add(cvv);
        world.watch.secrets.add(paymentMethodToken);
        return functions.executePayment.run(
          requestOf<"executePayment">(call, { paymentIntentId, paymentMethodToken, cvv }),
        );
      }
      case "cancelBooking":
        return functions.cancelBooking.run(requestOf<"cancelBooking">(call, { bookingId: call.bookingId }));
      case "getMyBookings":
        return functions.getMyBookings.run(
          requestOf<"getMyBookings">(call, {
            pageSize: call.pageSize,
            cursor: call.cursor,
            status: call.status,
          }),
        );
      case "getOccupiedSeats": {
        const { performanceId, seatIds } = call;
        return functions.getOccupiedSeats.run(requestOf<"getOccupiedSeats">({}, { performanceId, seatIds }));
      }
      case "sweepExpiredLocks":
        return functions.sweepExpiredLocks.run({ scheduleTime: new Date(world.time.now).toISOString() });
      case "onPaymentIntentUpdated":
        throw new Error("an event is delivered by `deliverEvent`");
    }
  });
}

/** Delivers an event to the trigger, in the form in which Eventarc delivers it. */
export function deliverEvent(world: World, event: Event, instance: number): Promise<Operation> {
  const { change, id, time } = event;
  const paymentIntentId = change.name.split("/").at(-1)!;
  const json = (document: typeof change.after) =>
    document && toJson("google.firestore.v1.Document", { ...documentMessage(document) });
  const cloudEvent = {
    specversion: "1.0",
    id: String(id),
    type: "google.cloud.firestore.document.v1.updated",
    time: new Date(time / 1000).toISOString(),
    datacontenttype: "application/json",
    project: "demo-simulation",
    database: "(default)",
    namespace: "(default)",
    document: `paymentIntents/${paymentIntentId}`,
    data: { value: json(change.after), oldValue: json(change.before) },
  };
  const { functions } = world.instances[instance]!;
  const trigger = functions.onPaymentIntentUpdated as unknown as (raw: object) => Promise<unknown>;
  const [was, is] = [change.before, change.after].map((document) => document?.fields["status"]?.stringValue);
  const outcome = is !== was && (is === "SUCCESS" || is === "FAILURE") ? is : null;
  return world.begin({ name: "onPaymentIntentUpdated", paymentIntentId, event: id, outcome }, instance, () =>
    trigger(cloudEvent),
  );
}

type CallableRequest = Parameters<Instance["functions"]["createBooking"]["run"]>[0];

function requestOf<Name extends keyof Callables>(
  { userId, claims }: { userId?: string; claims?: string },
  fields: Callables[Name]["request"],
): CallableRequest {
  const auth = userId === undefined ? undefined : { uid: userId, token: { uid: userId }, rawToken: "" };
  const data = { ...fields, ...(claims !== undefined && { userId: claims }) };
  return { data, auth, acceptsStreaming: false } as unknown as CallableRequest;
}

function drawBooking({ choices, plan, operations }: World): CallOf<"createBooking"> {
  // Some users book more often than others, so that their own calls conflict with each other.
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

/** Draws the optional `userId` field, which older clients send. Sometimes it is another user's id. */
function drawClaim({ choices, plan }: World, userId: string): { claims?: string } {
  const claim = choices.weighted([30, 1, 1]);
  return claim === 0 ? {} : { claims: claim === 1 ? userId : choices.of(plan.users) };
}

/** Returns a UUID that contains none of the CVVs, because a CVV in a document counts as a leak. */
const requestIdOf = (number: number): string => `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Repeats one of the last six calls. A booking's requestId may be repeated with other data or by another user. */
function drawRepeat(world: World): Call {
  const { choices, operations } = world;
  const before = operations.map(({ call }) => call).filter((call) => call.name !== "onPaymentIntentUpdated");
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
  const target = drawTarget(world);
  if (target === null) return drawBooking(world);
  return {
    name: "cancelBooking",
    userId: drawUser(world, target.booking.userId),
    bookingId: target.bookingId,
  };
}

const STATUSES = [null, "pending", "confirmed", "cancelled"] as const;

function drawListing({ choices, plan, cursors }: World): Call {
  const userId = choices.of(plan.users);
  const pageSize = choices.of([null, 1, 2]);
  const cursor = choices.of([null, cursors.get(userId) ?? null]);
  const status = STATUSES[choices.weighted([6, 1, 1, 1])]!;
  return { name: "getMyBookings", userId, pageSize, cursor, status };
}

function drawSeatMap({ choices, plan }: World): Call {
  const { performanceId, seatIds } = choices.of(plan.performances);
  const some = choices.weighted([2, 1]) === 1 ? seatIds.slice(choices.below(seatIds.length)) : null;
  const isStrange = some !== null && choices.weighted([7, 1]) === 1;
  return { name: "getOccupiedSeats", performanceId, seatIds: isStrange ? [...some, NO_SEAT] : some };
}

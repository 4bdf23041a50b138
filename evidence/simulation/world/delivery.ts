import { documentMessage, toJson } from "local-firestore/engine";
import type { Callables } from "../../../functions/src/contract.js";
import type { Instance } from "../runtime/instance.js";
import type { Call, Operation } from "../invariants/operation.js";
import type { Event, World } from "./world.js";

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
      case "cancelBooking": {
        const { bookingId, seatIds, expectedRefund } = call;
        return functions.cancelBooking.run(
          requestOf<"cancelBooking">(call, { bookingId, seatIds, expectedRefund }),
        );
      }
      case "quoteRefund": {
        const { bookingId, seatIds } = call;
        return functions.quoteRefund.run(requestOf<"quoteRefund">(call, { bookingId, seatIds }));
      }
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
      case "sweepRefunds":
        return functions.sweepRefunds.run({ scheduleTime: new Date(world.time.now).toISOString() });
      case "answerReview": {
        const { reviewId: subject, command } = call;
        const action = functions.newAction({ account: "local", command, subject, note: "" });
        const { beginRound, payByHand, lookAgain } = functions;
        return { retry: beginRound, "paid-by-hand": payByHand, "look again": lookAgain }[command](action);
      }
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

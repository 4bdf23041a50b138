import type { Callables } from "../../../functions/src/contract.js";
import type { Instance } from "../runtime/instance.js";
import type { Call, Operation } from "../invariants/operation.js";
import type { World } from "./world.js";

/** Begins a call on an instance, and notes a card's secrets. `deliverEvent` begins the triggers. */
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
      case "getSeatMap": {
        const { performanceId, block } = call;
        return functions.getSeatMap.run(requestOf({}, { performanceId, block }));
      }
      case "onPaymentIntentUpdated":
      case "onBookingWritten":
        throw new Error("an event is delivered by `deliverEvent`");
    }
  });
}

type CallableRequest = Parameters<Instance["functions"]["createBooking"]["run"]>[0];

function requestOf<Name extends keyof Callables | "getSeatMap">(
  { userId, claims }: { userId?: string; claims?: string },
  fields: Name extends keyof Callables
    ? Callables[Name]["request"]
    : { performanceId: string; block: string },
): CallableRequest {
  const auth = userId === undefined ? undefined : { uid: userId, token: { uid: userId }, rawToken: "" };
  const data = { ...fields, ...(claims !== undefined && { userId: claims }) };
  return { data, auth, acceptsStreaming: false } as unknown as CallableRequest;
}

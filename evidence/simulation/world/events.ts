import { documentMessage, toJson, type Change } from "local-firestore/engine";
import type { Call, Operation } from "../invariants/operation.js";
import type { World } from "./world.js";

/** An event for a trigger: a change of a booking or a payment. It may be delivered late, more than once, or never. */
export interface Event {
  id: number;
  change: Change;
  time: number;
}

/** Whether a change makes an event for a trigger: every change of a booking, and every update of a payment. */
export function isHeard({ name, before, after }: Change): boolean {
  const isUpdate = before !== null && after !== null;
  return name.includes("/bookings/") || (isUpdate && name.includes("/paymentIntents/"));
}

/** Delivers an event to its trigger, in the form in which Eventarc delivers it. */
export function deliverEvent(world: World, event: Event, instance: number): Promise<Operation> {
  const { change, id, time } = event;
  const [collection, document] = change.name.split("/").slice(-2) as [string, string];
  const isBooking = collection === "bookings";
  const json = (version: typeof change.after) =>
    version ? toJson("google.firestore.v1.Document", { ...documentMessage(version) }) : undefined;
  const cloudEvent = {
    specversion: "1.0",
    id: String(id),
    type: `google.cloud.firestore.document.v1.${isBooking ? "written" : "updated"}`,
    time: new Date(time / 1000).toISOString(),
    datacontenttype: "application/json",
    project: "demo-simulation",
    database: "(default)",
    namespace: "(default)",
    document: `${collection}/${document}`,
    data: { value: json(change.after), oldValue: json(change.before) },
  };
  const { functions } = world.instances[instance]!;
  const trigger = isBooking ? functions.onBookingWritten : functions.onPaymentIntentUpdated;
  const [was, is] = [change.before, change.after].map((version) => version?.fields["status"]?.stringValue);
  const outcome = is !== was && (is === "SUCCESS" || is === "FAILURE") ? is : null;
  const call: Call = isBooking
    ? { name: "onBookingWritten", bookingId: document, event: id }
    : { name: "onPaymentIntentUpdated", paymentIntentId: document, event: id, outcome };
  return world.begin(call, instance, () =>
    (trigger as unknown as (raw: object) => Promise<unknown>)(cloudEvent),
  );
}

/** What becomes of an event. A kept one is delivered, and may be delivered again. */
const FATES = [
  { name: "delivered", weight: 4 },
  { name: "kept", weight: 3 },
  { name: "lost", weight: 1 },
];

/** Delivers any event, or loses it. Returns the operation that handles it. Null if there was no event or it was lost. */
export async function handleEvent(world: World): Promise<Operation | null> {
  const { choices, events } = world;
  if (events.length === 0) return null;
  const event = choices.of(events);
  const fate = choices.weightedOf(FATES).name;
  if (fate !== "kept") events.splice(events.indexOf(event), 1);
  if (fate !== "lost") return deliverEvent(world, event, choices.below(world.instances.length));
  world.tell(() => `event ${event.id} is lost`);
  return null;
}

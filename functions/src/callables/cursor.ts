import { z } from "zod";
import { Id } from "../domain/ids.js";

/** The last millisecond that Firestore can hold, at the end of the year 9999. */
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

const Place = z.tuple([z.int().min(0).max(LAST_MS), Id]);

/** Where a page of bookings begins. Callers pass it back as they got it. */
export const Cursor = z
  .string()
  .max(200)
  .transform((text, context) => {
    try {
      const [createdAt, bookingId] = Place.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
      return { createdAt: new Date(createdAt), bookingId };
    } catch {
      context.addIssue("is not a cursor that this service gave out");
      return z.NEVER;
    }
  });

/** The cursor of the page that begins after a booking. */
export function cursorAfter({ createdAt, bookingId }: { createdAt: Date; bookingId: string }): string {
  return Buffer.from(JSON.stringify([createdAt.getTime(), bookingId])).toString("base64url");
}

import { Timestamp } from "firebase-admin/firestore";
import * as z from "zod";
import { Id } from "../shared/ids.js";

/** The last second that Firestore can store, at the end of the year 9999. */
const LAST_SECOND = Date.parse("9999-12-31T23:59:59Z") / 1_000;

/** A document's place in a list that is ordered by time. */
export interface Place {
  at: Timestamp;
  id: string;
}

const StoredPlace = z.tuple([z.int().min(0).max(LAST_SECOND), z.int().min(0).max(999_999_999), Id]);

/**
 * Parses the cursor that a caller passes back. The next page begins after its place. The place is no `Date`, because
 * Firestore orders by microseconds.
 */
export const Cursor = z
  .string()
  .max(200)
  .transform((text, context): Place => {
    try {
      const [seconds, nanoseconds, id] = StoredPlace.parse(
        JSON.parse(Buffer.from(text, "base64url").toString()),
      );
      return { at: new Timestamp(seconds, nanoseconds), id };
    } catch {
      context.addIssue("is not a cursor that this service gave out");
      return z.NEVER;
    }
  });

/** The most elements of a page, unless the request says otherwise. */
export const PAGE_SIZE = 20;

export const pageFields = {
  pageSize: z
    .int()
    .min(1)
    .max(100)
    .nullish()
    .meta({ description: `${PAGE_SIZE} if it is left out.` }),
  cursor: Cursor.nullish().meta({ description: "The nextCursor of the page before, unchanged." }),
};

export function cursorAt({ at, id }: Place): string {
  return Buffer.from(JSON.stringify([at.seconds, at.nanoseconds, id])).toString("base64url");
}

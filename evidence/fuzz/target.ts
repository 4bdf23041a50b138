import type fc from "fast-check";
import type { Answered, Door, Sent } from "./door.js";

/** Something to send requests to, and what must come of them. */
export interface Target<Request> {
  name: string;
  requests: fc.Arbitrary<Request>;
  toSent(request: Request): Sent;
  send: Door["send"];
  /** What a request is, in a word. */
  natureOf(request: Request): string;
  /** Whether it is one of those that are to be tried, and not one that came out right by chance. */
  counts(nature: string): boolean;
  /** Whether a line of the log is the platform's own, and harmless. */
  isOfThePlatform(line: string, request: Request): boolean;
  /** Says what is wrong with an answer, or null. */
  problemWith(request: Request, answered: Answered): string | null;
}

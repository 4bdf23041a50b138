import type fc from "fast-check";
import type { Answered, Transport, Sent } from "./transport.js";

/** A callable or a route to send requests to, and the rules for its answers. */
export interface Target<Request> {
  name: string;
  requests: fc.Arbitrary<Request>;
  toSent(request: Request): Sent;
  send: Transport["send"];
  /** The class of a request, such as "malformed". */
  natureOf(request: Request): string;
  /** Whether requests of this class count towards the number of requests to send. */
  counts(nature: string): boolean;
  /** Whether a log line is written by the platform itself and is harmless. */
  isOfThePlatform(line: string, request: Request): boolean;
  /** What is wrong with an answer, or null if nothing is wrong. */
  problemWith(request: Request, answered: Answered): string | null;
}

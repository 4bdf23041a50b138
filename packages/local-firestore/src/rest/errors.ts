import { StatusError } from "../service.js";

// Names and HTTP codes as in google/rpc/code.proto.
const STATUSES: Record<number, [name: string, http: number]> = {
  1: ["CANCELLED", 499],
  2: ["UNKNOWN", 500],
  3: ["INVALID_ARGUMENT", 400],
  4: ["DEADLINE_EXCEEDED", 504],
  5: ["NOT_FOUND", 404],
  6: ["ALREADY_EXISTS", 409],
  7: ["PERMISSION_DENIED", 403],
  8: ["RESOURCE_EXHAUSTED", 429],
  9: ["FAILED_PRECONDITION", 400],
  10: ["ABORTED", 409],
  11: ["OUT_OF_RANGE", 400],
  12: ["UNIMPLEMENTED", 501],
  13: ["INTERNAL", 500],
  14: ["UNAVAILABLE", 503],
  15: ["DATA_LOSS", 500],
  16: ["UNAUTHENTICATED", 401],
};

/** An error in the format of Google's HTTP APIs. */
export interface ErrorAnswer {
  http: number;
  body: { error: { code: number; message: string; status: string } };
}

/** The answer for an error. An error that is not a StatusError becomes INTERNAL. */
export function errorAnswer(error: unknown): ErrorAnswer {
  const code = error instanceof StatusError ? error.code : 13;
  const message = error instanceof Error ? error.message : String(error);
  const [status, http] = STATUSES[code] ?? ["UNKNOWN", 500];
  return { http, body: { error: { code: http, message, status } } };
}

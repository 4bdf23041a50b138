import { StatusError } from "./service.js";

/** Some gRPC status codes by name (https://grpc.io/docs/guides/status-codes). */
export const Code = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  failedPrecondition: 9,
  aborted: 10,
  unimplemented: 12,
  internal: 13,
} as const;

const refusal = (code: number) => (message: string) => new StatusError(code, message);
export const invalidArgument = refusal(Code.invalidArgument);
export const notFound = refusal(Code.notFound);
export const alreadyExists = refusal(Code.alreadyExists);
export const permissionDenied = refusal(Code.permissionDenied);
export const failedPrecondition = refusal(Code.failedPrecondition);
export const aborted = refusal(Code.aborted);
export const unimplemented = refusal(Code.unimplemented);

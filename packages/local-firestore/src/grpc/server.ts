import {
  Metadata,
  type sendUnaryData,
  Server,
  type ServerDuplexStream,
  type ServerErrorResponse,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { callerOf } from "../caller.js";
import type {
  BidiMethod,
  CallContext,
  FirestoreService,
  Message,
  ServerStreamMethod,
  UnaryMethod,
} from "../service.js";
import { ConnectionCut } from "../connectionCut.js";
import { StatusError } from "../service.js";
import { Code } from "../status.js";
import { firestoreProtocol } from "./protocol.js";

/** The cloud accepts up to 10 MiB. This limit is higher, so that the engine itself can refuse larger requests. */
const MOST_REQUEST_BYTES = 64 * 1024 * 1024;

/** Closes the connection to a peer, `address:port`, at once and without a status. */
type Cut = (peer: string) => void;

/** A gRPC server that passes each call to the service. It opens no port. Its connections are handed to it. */
export function grpcServer(service: FirestoreService, cut: Cut): Server {
  const server = new Server({ "grpc.max_receive_message_length": MOST_REQUEST_BYTES });
  const implementation: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(service.unary)) implementation[name] = unary(method, cut);
  for (const [name, method] of Object.entries(service.serverStream)) {
    implementation[name] = serverStream(method, cut);
  }
  for (const [name, method] of Object.entries(service.bidi)) implementation[name] = bidi(method, cut);
  server.addService(firestoreProtocol(), implementation);
  return server;
}

interface Call {
  metadata: Metadata;
  getPeer(): string;
  on(event: "cancelled", listener: () => void): unknown;
}

function contextOf(call: Call): CallContext {
  const gone = new AbortController();
  call.on("cancelled", () => gone.abort());
  return { caller: callerOf(call.metadata.get("authorization")[0]?.toString()), signal: gone.signal };
}

function unary(method: UnaryMethod, cut: Cut) {
  return (call: ServerUnaryCall<Message, Message>, answer: sendUnaryData<Message>): void => {
    const fail = (error: unknown) =>
      error instanceof ConnectionCut ? cut(call.getPeer()) : answer(statusOf(error));
    attempt(() => method(call.request, contextOf(call))).then((message) => answer(null, message), fail);
  };
}

function serverStream(method: ServerStreamMethod, cut: Cut) {
  return (call: ServerWritableStream<Message, Message>): void => {
    attempt(() => method(call.request, contextOf(call), (message) => call.write(message))).then(
      () => call.end(),
      (error: unknown) => failStream(call, error, cut),
    );
  };
}

function bidi(method: BidiMethod, cut: Cut) {
  return (call: ServerDuplexStream<Message, Message>): void => {
    let over = false;
    const end = (error?: Error): void => {
      if (over) return;
      over = true;
      if (error) failStream(call, error, cut);
      else call.end();
    };
    try {
      const session = method(contextOf(call), (message) => over || call.write(message), end);
      const gone = (): void => {
        over = true;
        session.close();
      };
      call.on("data", (request: Message) => session.receive(request));
      call.on("end", () => session.close());
      call.on("cancelled", gone);
      call.on("error", gone);
    } catch (error) {
      end(error as Error);
    }
  };
}

/**
 * Ends a stream with an error. An injected cut closes the connection instead. Headers are sent before the error, as
 * Google's servers do, because the Admin SDK retries a query that fails without headers.
 */
function failStream(
  call: Call & { sendMetadata(headers: Metadata): void; emit(event: "error", status: unknown): unknown },
  error: unknown,
  cut: Cut,
): void {
  if (error instanceof ConnectionCut) {
    cut(call.getPeer());
    return;
  }
  call.sendMetadata(new Metadata());
  call.emit("error", statusOf(error));
}

/** Runs `work`. An error that it throws before it returns a promise becomes a rejection, too. */
const attempt = async <T>(work: () => Promise<T>): Promise<T> => work();

function statusOf(error: unknown): Partial<ServerErrorResponse> & { code: number; details: string } {
  if (error instanceof StatusError)
    return { code: error.code, details: error.message, metadata: new Metadata() };
  console.error(error);
  return { code: Code.internal, details: "Internal error.", metadata: new Metadata() };
}

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
import { StatusError } from "../service.js";
import { Code } from "../status.js";
import { firestoreProtocol } from "./protocol.js";

/** The cloud takes requests of 10 MiB; this door leaves it to the engine to refuse by meaning. */
const MOST_REQUEST_BYTES = 64 * 1024 * 1024;

/** A gRPC server that passes each call on to the service. It listens nowhere itself: connections are given to it. */
export function grpcDoor(service: FirestoreService): Server {
  const server = new Server({ "grpc.max_receive_message_length": MOST_REQUEST_BYTES });
  const implementation: UntypedServiceImplementation = {};
  for (const [name, method] of Object.entries(service.unary)) implementation[name] = unary(method);
  for (const [name, method] of Object.entries(service.serverStream))
    implementation[name] = serverStream(method);
  for (const [name, method] of Object.entries(service.bidi)) implementation[name] = bidi(method);
  server.addService(firestoreProtocol(), implementation);
  return server;
}

interface Call {
  metadata: Metadata;
  on(event: "cancelled", listener: () => void): unknown;
}

function contextOf(call: Call): CallContext {
  const gone = new AbortController();
  call.on("cancelled", () => gone.abort());
  return { caller: callerOf(call.metadata.get("authorization")[0]?.toString()), signal: gone.signal };
}

function unary(method: UnaryMethod) {
  return (call: ServerUnaryCall<Message, Message>, answer: sendUnaryData<Message>): void => {
    attempt(async () => answer(null, await method(call.request, contextOf(call)))).catch((error: unknown) =>
      answer(statusOf(error)),
    );
  };
}

function serverStream(method: ServerStreamMethod) {
  return (call: ServerWritableStream<Message, Message>): void => {
    attempt(() => method(call.request, contextOf(call), (message) => call.write(message))).then(
      () => call.end(),
      (error: unknown) => call.emit("error", statusOf(error)),
    );
  };
}

function bidi(method: BidiMethod) {
  return (call: ServerDuplexStream<Message, Message>): void => {
    const fail = (error: unknown) => call.emit("error", statusOf(error));
    let over = false;
    try {
      const session = method(
        contextOf(call),
        (message) => over || call.write(message),
        (error) => {
          if (over) return;
          over = true;
          if (error) fail(error);
          else call.end();
        },
      );
      call.on("data", (request: Message) => session.receive(request));
      call.on("end", () => session.close());
      call.on("cancelled", () => {
        over = true;
        session.close();
      });
      call.on("error", () => session.close());
    } catch (error) {
      fail(error);
    }
  };
}

/** So that what throws at once fails like what throws later. */
const attempt = async (work: () => Promise<void>): Promise<void> => work();

function statusOf(error: unknown): Partial<ServerErrorResponse> & { code: number; details: string } {
  if (error instanceof StatusError)
    return { code: error.code, details: error.message, metadata: new Metadata() };
  console.error(error);
  return { code: Code.internal, details: "Internal error.", metadata: new Metadata() };
}

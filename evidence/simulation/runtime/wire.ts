import { createRequire } from "node:module";
import { fromJSON, type Options, type ServiceDefinition } from "@grpc/proto-loader";
import { firestoreProtocol } from "local-firestore/protocol";
import type { Message } from "local-firestore/engine";
import type { Codec } from "./codec.js";
import type { Method } from "./transport.js";

/** The decoding options of the Admin SDK's gRPC client. `defaults` gives absent fields their default values. */
const CLIENT_OPTIONS: Options = {
  keepCase: false,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
};

/**
 * Encodes every message to bytes and decodes it, as gRPC does. It is slower than `direct`. A test checks that worlds
 * have the same history with both.
 */
export function wire(): Codec {
  const protos = createRequire(import.meta.url)(
    "@google-cloud/firestore-api/build/protos/protos.json",
  ) as object;
  const client = byName(
    fromJSON(protos, CLIENT_OPTIONS)["google.firestore.v1.Firestore"] as ServiceDefinition,
  );
  const server = byName(firestoreProtocol() as ServiceDefinition);
  return {
    request: (method, message) =>
      server(method).requestDeserialize(client(method).requestSerialize(message)) as Message,
    response: (method, message) =>
      client(method).responseDeserialize(server(method).responseSerialize(message)) as Message,
  };
}

const byName = (service: ServiceDefinition) => (method: Method) =>
  Object.values(service).find(({ originalName }) => originalName === method)!;

import { createRequire } from "node:module";
import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";

interface Namespace {
  nested?: Record<string, Namespace>;
}

/** Messages as service.ts describes them. */
const OPTIONS = {
  longs: String,
  enums: String,
  bytes: Buffer,
  defaults: false,
  oneofs: false,
  keepCase: false,
} as const;

/** The definition of `google.firestore.v1.Firestore`. Building it from all of the API's protos would take most of the start-up. */
export function firestoreProtocol(): ServiceDefinition<UntypedServiceImplementation> {
  const require = createRequire(import.meta.url);
  const protos = require("@google-cloud/firestore-api/build/protos/protos.json") as Namespace;
  const google = protos.nested?.["google"]?.nested ?? {};
  const needed = {
    firestore: { nested: { v1: google["firestore"]?.nested?.["v1"] ?? {} } },
    protobuf: google["protobuf"] ?? {},
    rpc: google["rpc"] ?? {},
    type: google["type"] ?? {},
    api: google["api"] ?? {},
  };
  const definitions = fromJSON({ nested: { google: { nested: needed } } }, OPTIONS);
  return definitions["google.firestore.v1.Firestore"] as ServiceDefinition<UntypedServiceImplementation>;
}

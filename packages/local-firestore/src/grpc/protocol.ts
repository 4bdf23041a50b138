import { createRequire } from "node:module";
import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";

/** A node of the protos as JSON: a namespace, a message or a service. */
interface Node {
  nested?: Record<string, Node>;
  fields?: Record<string, unknown>;
  methods?: Record<string, { options?: unknown }>;
  oneofs?: Record<string, { oneof: string[] }>;
}

/** These options convert messages to the form that service.ts describes. */
const OPTIONS = {
  longs: String,
  enums: String,
  bytes: Buffer,
  defaults: false,
  oneofs: false,
  keepCase: false,
} as const;

/** The common Google messages that the Firestore messages use. */
const COMMON = {
  protobuf: [
    "Any",
    "BoolValue",
    "DoubleValue",
    "Duration",
    "Empty",
    "Int32Value",
    "Int64Value",
    "ListValue",
    "NullValue",
    "Struct",
    "Timestamp",
    "Value",
  ],
  rpc: ["Status"],
  type: ["LatLng"],
};

/** Pipelines are another query API, which this server does not support. */
const PIPELINES = [
  "ExecutePipelineRequest",
  "ExecutePipelineResponse",
  "StructuredPipeline",
  "Pipeline",
  "Function",
];

/**
 * The definition of `google.firestore.v1.Firestore`, without parts that this server does not use, for a faster start.
 */
export function firestoreProtocol(): ServiceDefinition<UntypedServiceImplementation> {
  const require = createRequire(import.meta.url);
  const protos = require("@google-cloud/firestore-api/build/protos/protos.json") as Node;
  const google = protos.nested?.["google"]?.nested ?? {};
  const common = Object.entries(COMMON).map(([name, messages]) => [name, pick(google[name], messages)]);
  const v1 = { nested: firestoreMessages(google["firestore"]?.nested?.["v1"]?.nested ?? {}) };
  const nested = { ...Object.fromEntries(common), firestore: { nested: { v1 } } };
  const definitions = fromJSON({ nested: { google: { nested } } }, OPTIONS);
  return definitions["google.firestore.v1.Firestore"] as ServiceDefinition<UntypedServiceImplementation>;
}

function firestoreMessages(all: Record<string, Node>): Record<string, Node> {
  const messages = without(all, PIPELINES);
  const { Firestore: service = {}, Value: value = {}, Write: write = {} } = messages;
  const methods = Object.entries(without(service.methods ?? {}, ["ExecutePipeline"]));
  return {
    ...messages,
    // The options of the methods are removed, because this server does not use them.
    Firestore: {
      ...service,
      methods: Object.fromEntries(methods.map(([name, { options: _, ...method }]) => [name, method])),
    },
    Value: withFields(value, without(value.fields ?? {}, ["functionValue", "pipelineValue"])),
    // Web clients send `verify` for documents that a transaction only read. The published proto does not contain it.
    Write: withFields(write, { ...write.fields, verify: { type: "string", id: 5 } }),
  };
}

/** Returns a copy of a message with other fields. Fields that are left out are also removed from the oneofs. */
function withFields(message: Node, fields: Record<string, unknown>): Node {
  const oneofs = Object.entries(message.oneofs ?? {}).map(([name, { oneof }]) => [
    name,
    { oneof: oneof.filter((field) => field in fields) },
  ]);
  return { ...message, fields, oneofs: Object.fromEntries(oneofs) };
}

const pick = (namespace: Node | undefined, names: string[]): Node => ({
  nested: Object.fromEntries(
    Object.entries(namespace?.nested ?? {}).filter(([name]) => names.includes(name)),
  ),
});

const without = <T>(all: Record<string, T>, names: string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));

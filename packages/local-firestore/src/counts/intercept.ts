import type { BidiMethod, FirestoreService, Message, ServerStreamMethod, UnaryMethod } from "../service.js";

/** Functions that wrap the methods of each kind. `rpc` is a method's name in the protocol, such as `Commit`. */
export interface Interception {
  unary: (rpc: string, method: UnaryMethod) => UnaryMethod;
  serverStream: (rpc: string, method: ServerStreamMethod) => ServerStreamMethod;
  bidi: (rpc: string, method: BidiMethod) => BidiMethod;
}

/** Returns a method's name in the protocol: `commit` becomes `Commit`. */
export const rpcName = (method: string): string => method.charAt(0).toUpperCase() + method.slice(1);

function each<Methods extends object, M>(methods: Methods, wrap: (rpc: string, method: M) => M): Methods {
  const wrapped = Object.entries(methods).map(([name, method]) => [name, wrap(rpcName(name), method as M)]);
  return Object.fromEntries(wrapped) as Methods;
}

/** Returns the service with each of its methods wrapped. */
export function intercept(
  service: FirestoreService,
  { unary, serverStream, bidi }: Interception,
): FirestoreService {
  return {
    unary: each(service.unary, unary),
    serverStream: each(service.serverStream, serverStream),
    bidi: each(service.bidi, bidi),
  };
}

const message = (value: unknown) => (value ?? {}) as Message;
const list = (value: unknown) => (Array.isArray(value) ? (value as Message[]) : []);
const text = (value: unknown) => (typeof value === "string" ? value : "");

function writtenNames(write: Message): string[] {
  return [
    message(write["update"])["name"],
    write["delete"],
    write["verify"],
    message(write["transform"])["document"],
  ].map(text);
}

/** The names of the documents in a request. */
function documentNames(request: Message): string[] {
  const target = message(request["addTarget"]);
  return [
    text(request["name"]),
    text(message(request["document"])["name"]),
    ...list(request["documents"]).map(text),
    ...list(message(target["documents"])["documents"]).map(text),
    ...list(request["writes"]).flatMap(writtenNames),
  ].filter((name) => name !== "");
}

function queriedCollections(request: Message): string[] {
  const query =
    request["structuredQuery"] ??
    message(request["structuredAggregationQuery"])["structuredQuery"] ??
    message(message(request["addTarget"])["query"])["structuredQuery"];
  return list(message(query)["from"]).map((from) => text(from["collectionId"]));
}

/** The ids of the collections that a request names. For `shops/a/orders/b` it is only `orders`. */
export function collectionsOf(request: Message): Set<string> {
  const ofDocuments = documentNames(request).map((name) => name.split("/").at(-2) ?? "");
  const named = [...ofDocuments, ...queriedCollections(request), text(request["collectionId"])];
  return new Set(named.filter((id) => id !== ""));
}

/** The project of a request. Undefined if the request names none, as the later messages of a stream may do. */
export function projectOf(request: Message): string | undefined {
  const names = [request["database"], request["parent"], ...documentNames(request)].map(text);
  return /^projects\/([^/]+)/.exec(names.find((name) => name !== "") ?? "")?.[1];
}

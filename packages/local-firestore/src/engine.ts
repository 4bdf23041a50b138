/** The engine without its gRPC and HTTP servers, for programs that call it in their own process. */
export { StatusError } from "./service.js";
export type { CallContext, FirestoreService, Message } from "./service.js";
export { Databases } from "./service/database.js";
export { createEngine } from "./service/engine.js";
export { documentMessage } from "./storage/document.js";
export type { Change, Document } from "./storage/document.js";
export { toJson } from "./rest/toJson.js";
export { collectionIdOf, idOf } from "./values/names.js";
export { toMicros } from "./values/timestamp.js";
export type { Fields, Value } from "./values/value.js";

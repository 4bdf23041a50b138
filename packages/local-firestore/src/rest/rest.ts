import { callerOf } from "../caller.js";
import { answerError, answerJson, readJson, type Exchange } from "./exchange.js";
import { ConnectionCut } from "../connectionCut.js";
import { StatusError, type CallContext, type FirestoreService, type Message } from "../service.js";
import { errorAnswer } from "./errors.js";
import { fromJson } from "./fromJson.js";
import { queryJson } from "./query.js";
import { routeOf, type Route } from "./routes.js";
import { toJson } from "./toJson.js";

/** Builds the request message from a call's path, query and body. */
async function requestOf(route: Route, exchange: Exchange): Promise<Message> {
  const query = queryJson(exchange.url.searchParams);
  const body = route.body ? ((await readJson(exchange)) as Message) : {};
  const message = fromJson(
    route.request,
    route.body === "document" ? { ...query, document: body } : { ...body, ...query },
  );
  // A field from the path takes precedence over the same field from the body or the query.
  const named = Object.entries(route.path).map(([field, value]) =>
    field === "document"
      ? [field, { ...(message["document"] as Message), ...(value as Message) }]
      : [field, value],
  );
  return { ...message, ...(Object.fromEntries(named) as Message) };
}

/** Answers a call of the Firestore REST API (https://firebase.google.com/docs/firestore/reference/rest). */
export async function rest(service: FirestoreService, exchange: Exchange): Promise<void> {
  const route = routeOf(exchange.req.method ?? "", exchange.url.pathname);
  if (!route)
    throw new StatusError(5, `${exchange.req.method} ${exchange.url.pathname} is not a route of Firestore.`);
  if (route.kind === "stream") return stream(service, route, exchange);
  const context = contextOf(exchange);
  const answer = await service.unary[route.method](await requestOf(route, exchange), context);
  answerJson(exchange, toJson(route.response, answer));
}

function contextOf({ req, signal }: Exchange): CallContext {
  return { caller: callerOf(req.headers.authorization), signal };
}

/** Writes a streaming answer as a JSON array, element by element. An error is an element, too, unless it is a cut. */
async function stream(
  service: FirestoreService,
  route: Extract<Route, { kind: "stream" }>,
  exchange: Exchange,
): Promise<void> {
  const { res } = exchange;
  const send = (element: unknown) => {
    if (!res.headersSent)
      res.writeHead(200, { "content-type": "application/json; charset=UTF-8" }).write("[");
    else res.write(",\n");
    res.write(JSON.stringify(element, undefined, 2));
  };
  try {
    const request = await requestOf(route, exchange);
    await service.serverStream[route.method](request, contextOf(exchange), (message) =>
      send(toJson(route.response, message)),
    );
    res.end(res.headersSent ? "]\n" : "[]\n");
  } catch (error) {
    if (error instanceof ConnectionCut) return answerError(exchange, error);
    const { http, body } = errorAnswer(error);
    if (!res.headersSent) return answerJson(exchange, [body], http);
    send(body);
    res.end("]\n");
  }
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { StatusError } from "../service.js";
import { ConnectionCut } from "../connectionCut.js";
import { errorAnswer } from "./errors.js";

// A request may have 10 MiB (https://firebase.google.com/docs/firestore/quotas). Base64 makes it a third longer.
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** One HTTP request and its answer. */
export interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  /** Aborts if the client disconnects before it got the whole answer. */
  signal: AbortSignal;
}

/** Wraps the request and response of Node's HTTP server. */
export function exchange(req: IncomingMessage, res: ServerResponse): Exchange {
  const gone = new AbortController();
  // Send each part of a stream at once. Otherwise a part would wait until the client has acknowledged the one before.
  req.socket.setNoDelay(true);
  res.on("close", () => {
    if (!res.writableFinished) gone.abort();
  });
  return { req, res, url: new URL(`http://localhost${req.url ?? "/"}`), signal: gone.signal };
}

/** Lets any web page read the answer, as the official emulator does, because this server is for development only. */
export function allowOrigin({ req, res }: Exchange): void {
  res.setHeader("access-control-allow-origin", req.headers.origin ?? "*");
  res.setHeader("access-control-allow-credentials", "true");
  res.setHeader("access-control-expose-headers", "*");
  res.setHeader("vary", "Origin");
}

export function answerPreflight(exchange: Exchange): void {
  const { req, res } = exchange;
  allowOrigin(exchange);
  res.setHeader("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
  res.setHeader("access-control-allow-headers", req.headers["access-control-request-headers"] ?? "*");
  res.setHeader("access-control-max-age", "3600");
  res.writeHead(204).end();
}

/** Reads the whole body. @throws StatusError INVALID_ARGUMENT if the body is longer than 16 MiB. */
export async function readBody({ req }: Exchange): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new StatusError(3, "Request payload size exceeds the limit.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads the body as JSON. An empty body is `{}`. @throws StatusError INVALID_ARGUMENT if it is no JSON or too big. */
export async function readJson(exchange: Exchange): Promise<unknown> {
  const body = (await readBody(exchange)).toString("utf8");
  try {
    return body.trim() === "" ? {} : JSON.parse(body);
  } catch (error) {
    throw new StatusError(3, `Invalid JSON payload received. ${(error as Error).message}`);
  }
}

export function answerJson({ res }: Exchange, body: unknown, status = 200): void {
  const text = `${JSON.stringify(body, undefined, 2)}\n`;
  res.writeHead(status, {
    "content-type": "application/json; charset=UTF-8",
    "content-length": Buffer.byteLength(text),
  });
  res.end(text);
}

/** Answers an error as Google's HTTP APIs do. If it is an injected cut or an answer has begun, cuts the connection. */
export function answerError(exchange: Exchange, error: unknown): void {
  if (error instanceof ConnectionCut || exchange.res.headersSent) {
    exchange.req.socket.destroy();
    return;
  }
  if (!(error instanceof StatusError)) console.error(error);
  const { http, body } = errorAnswer(error);
  answerJson(exchange, body, http);
}

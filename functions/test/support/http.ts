import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { http, type HttpFunction } from "@google-cloud/functions-framework";
import { getTestServer } from "@google-cloud/functions-framework/testing";
import express, { type RequestHandler } from "express";

/** What a function answered over HTTP. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The body, where it is JSON. */
  body: { result?: unknown; error?: HttpError; [key: string]: unknown };
}

/** The error in a body, as callables and routes both write it. */
export interface HttpError {
  status: string;
  message: string;
  details?: { reason?: string; issues?: { field: string; message: string }[]; [key: string]: unknown };
}

/** Calls what is served. The body is sent as it is if it is a string, and as JSON otherwise. */
export type Send = (
  path: string,
  request?: { method?: string; token?: string; headers?: Record<string, string>; body?: unknown },
) => Promise<HttpAnswer>;

let served = 0;

/** Serves functions on a free port, behind the server that decodes their requests in the cloud: the Functions Framework. */
export async function serve(functions: Record<string, unknown>): Promise<{ send: Send; close(): void }> {
  const app = express();
  for (const [path, handler] of Object.entries(functions)) app.use(path, handler as RequestHandler);
  const name = `served${++served}`;
  http(name, app as unknown as HttpFunction);
  // As a test, Express does not print what it refuses itself.
  process.env["NODE_ENV"] = "test";
  const server = getTestServer(name).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send: Send = async (path, { method = "GET", token, headers = {}, body } = {}) => {
    const response = await fetch(origin + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
  };
  return {
    send,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

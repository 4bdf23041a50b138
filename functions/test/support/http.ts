import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { http, type HttpFunction } from "@google-cloud/functions-framework";
import { getTestServer } from "@google-cloud/functions-framework/testing";
import express, { type RequestHandler } from "express";

export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body if it is JSON, else an empty object. */
  body: { result?: unknown; error?: HttpError; [key: string]: unknown };
}

/** The error in the body of a callable or a route. */
export interface HttpError {
  status: string;
  message: string;
  details?: { reason?: string; issues?: { field: string; message: string }[]; [key: string]: unknown };
}

/** Sends a request to the served functions. A string body is sent as it is, any other body as JSON. */
export type Send = (
  path: string,
  request?: { method?: string; token?: string; headers?: Record<string, string>; body?: unknown },
) => Promise<HttpAnswer>;

let served = 0;

/** Serves functions on a free port through the Functions Framework, which decodes their requests in the cloud too. */
export async function serve(functions: Record<string, unknown>): Promise<{ send: Send; close(): void }> {
  const app = express();
  for (const [path, handler] of Object.entries(functions)) app.use(path, handler as RequestHandler);
  const name = `served${++served}`;
  http(name, app as unknown as HttpFunction);
  // With this setting, Express does not print errors.
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

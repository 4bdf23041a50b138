import { once } from "node:events";
import { Agent, request as open, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { http, type HttpFunction } from "@google-cloud/functions-framework";
import { getTestServer } from "@google-cloud/functions-framework/testing";

/** A request as it goes over the wire. */
export interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Answered {
  status: number;
  type: string;
  text: string;
  /** The time from sending the request until its answer was complete, in milliseconds. */
  took: number;
}

/** A connection to a function, which runs behind the same HTTP server as in the cloud. */
export interface Transport {
  send(sent: Sent): Promise<Answered>;
  close(): void;
}

/** Serves a function with Google's Functions Framework, because the deployed container runs it too. */
export async function openTransport(name: string, handler: unknown): Promise<Transport> {
  http(name, handler as HttpFunction);
  const server: Server = getTestServer(name);
  // Idle connections are never closed. Otherwise one could close just when the next request is sent.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  return {
    send: (sent) => send(sent, port, agent),
    close() {
      agent.destroy();
      server.close();
    },
  };
}

function send({ method, path, headers, body }: Sent, port: number, agent: Agent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const length = { "Content-Length": String(body.length) };
    const options = { host: "127.0.0.1", port, agent, method, path, headers: { ...headers, ...length } };
    const sending = open(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode!,
          type: response.headers["content-type"] ?? "",
          text: Buffer.concat(chunks).toString(),
          took: performance.now() - began,
        }),
      );
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

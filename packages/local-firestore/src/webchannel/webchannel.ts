import { randomUUID } from "node:crypto";
import { callerOf } from "../caller.js";
import { readBody, type Exchange } from "../rest/exchange.js";
import type { FirestoreService } from "../service.js";
import { Channel, KEEP_ALIVE_MS, type StreamTypes } from "./channel.js";
import { parseForwardBody } from "./form.js";
import { chunk } from "./outbox.js";

const PATH = /^\/google\.firestore\.v1\.Firestore\/(Listen|Write)\/channel$/;
const VERSION = 8;
const STREAMS: Record<string, { method: keyof FirestoreService["bidi"]; types: StreamTypes }> = {
  Listen: {
    method: "listen",
    types: { request: "google.firestore.v1.ListenRequest", response: "google.firestore.v1.ListenResponse" },
  },
  Write: {
    method: "write",
    types: { request: "google.firestore.v1.WriteRequest", response: "google.firestore.v1.WriteResponse" },
  },
};

/**
 * The transport for browsers. Their SDK sends its Listen and Write streams over Closure's WebChannel
 * (https://google.github.io/closure-library/api/goog.labs.net.webChannel.WebChannelBase.html).
 */
export class WebChannelTransport {
  private readonly channels = new Map<string, Channel>();

  constructor(private readonly service: FirestoreService) {}

  static serves(pathname: string): boolean {
    return PATH.test(pathname);
  }

  async answer(exchange: Exchange): Promise<void> {
    const { url, res, req } = exchange;
    const parameters = url.searchParams;
    // Without the last of these three headers, a browser waits for more of the response to guess its type.
    res.setHeader("content-type", "text/plain; charset=utf-8");
    res.setHeader("cache-control", "no-cache, no-store, max-age=0, must-revalidate");
    res.setHeader("x-content-type-options", "nosniff");
    const sid = parameters.get("SID");
    if (sid === null || sid === "null") return this.handshake(exchange);
    const channel = this.channels.get(sid);
    if (!channel) return void res.writeHead(400).end("Unknown SID");
    if (parameters.get("TYPE") === "terminate") {
      channel.close();
      return void res.end();
    }
    const acknowledged = Number(parameters.get("AID") ?? -1);
    if (req.method === "GET") {
      res.writeHead(200);
      return channel.open(res, acknowledged, parameters.get("CI") === "1");
    }
    return this.forward(channel, acknowledged, exchange);
  }

  private async handshake(exchange: Exchange): Promise<void> {
    const stream = STREAMS[PATH.exec(exchange.url.pathname)?.[1] ?? ""];
    if (!stream || exchange.req.method !== "POST") return void exchange.res.writeHead(400).end("Unknown SID");
    const { first, messages, headers } = parseForwardBody((await readBody(exchange)).toString("utf8"));
    const caller = callerOf(headers.get("authorization") ?? exchange.req.headers.authorization);
    const sid = randomUUID();
    const method = this.service.bidi[stream.method];
    const channel = new Channel(method, stream.types, caller, () => this.channels.delete(sid));
    this.channels.set(sid, channel);
    channel.outbox.add(["c", sid, null, VERSION, 0, KEEP_ALIVE_MS]);
    exchange.res.end(channel.outbox.chunkAfter(-1));
    channel.receive(first, messages);
  }

  private async forward(channel: Channel, acknowledged: number, exchange: Exchange): Promise<void> {
    const { first, messages } = parseForwardBody((await readBody(exchange)).toString("utf8"));
    const { outbox } = channel;
    outbox.acknowledge(acknowledged);
    channel.receive(first, messages);
    const state = [channel.hasBackChannel ? 1 : 0, outbox.lastId, outbox.outstanding];
    exchange.res.end(chunk(JSON.stringify(state)));
  }
}

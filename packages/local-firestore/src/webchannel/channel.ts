import type { ServerResponse } from "node:http";
import type { BidiMethod, BidiSession, CallContext, Caller, Message } from "../service.js";
import { ConnectionCut } from "../faults/connectionCut.js";
import { errorAnswer } from "../rest/errors.js";
import { fromJson } from "../rest/fromJson.js";
import { toJson } from "../rest/toJson.js";
import { Outbox } from "./outbox.js";

/** How often something is sent so that the client knows the connection to live; it allows half as long again. */
export const KEEP_ALIVE_MS = 30_000;
// How long a client without a back channel is waited for: longer than it waits before it tries again.
const ABANDONED_MS = 60_000;
// A browser keeps all of a response in memory; after this much it has to ask anew.
const LONGEST_RESPONSE = 1024 * 1024;

/** The response that the server's messages go to; `buffered` ones end after the first of them. */
interface BackChannel {
  response: ServerResponse;
  buffered: boolean;
  sentId: number;
  written: number;
}

/** The request and response types of a stream, by their full names. */
export interface StreamTypes {
  request: string;
  response: string;
}

/** One client's stream over WebChannel: messages come by POSTs, and go by a GET that stays open. */
export class Channel {
  readonly outbox = new Outbox();
  private readonly session: BidiSession;
  private readonly gone = new AbortController();
  private back: BackChannel | undefined;
  private nextMessage = 0;
  private flushing = false;
  private over = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    method: BidiMethod,
    private readonly types: StreamTypes,
    caller: Caller,
    private readonly onClose: () => void,
  ) {
    const context: CallContext = { caller, signal: this.gone.signal };
    this.session = method(
      context,
      (message) => this.send([toJson(types.response, message)]),
      (error) => this.end(error),
    );
    this.watch();
  }

  get hasBackChannel(): boolean {
    return this.back !== undefined;
  }

  /** Passes messages on, but for those it had before: the client repeats a request whose answer it did not get. */
  receive(first: number, messages: readonly unknown[]): void {
    for (const [index, json] of messages.entries()) {
      if (first + index < this.nextMessage || this.over) continue;
      this.nextMessage = first + index + 1;
      this.pass(json);
    }
  }

  /** Sends what comes to this response from now on, and first what the client has not acknowledged. */
  open(response: ServerResponse, acknowledged: number, buffered: boolean): void {
    this.back?.response.end();
    const back: BackChannel = { response, buffered, sentId: acknowledged, written: 0 };
    this.back = back;
    this.outbox.acknowledge(acknowledged);
    response.on("close", () => {
      if (this.back !== back) return;
      this.back = undefined;
      this.watch();
    });
    // Something at once, or the client takes a proxy to hold it back and falls to polling.
    if (!buffered && this.outbox.lastId <= acknowledged) this.outbox.add(["noop"]);
    this.flush();
    this.watch();
  }

  /** Ends the stream because the client has, or is gone. */
  close(): void {
    if (this.timer) clearTimeout(this.timer);
    this.back?.response.end();
    this.back = undefined;
    this.gone.abort();
    if (!this.over) this.session.close();
    this.over = true;
    this.onClose();
  }

  private pass(json: unknown): void {
    let message: Message;
    try {
      message = fromJson(this.types.request, json);
    } catch (error) {
      this.end(error);
      return;
    }
    this.session.receive(message);
  }

  private send(array: readonly unknown[]): void {
    if (this.over) return;
    this.outbox.add(array);
    if (this.flushing) return;
    this.flushing = true;
    // What is sent in one go goes in one chunk.
    setImmediate(() => {
      this.flushing = false;
      this.flush();
    });
  }

  /** Tells the client of an error, if there is one, and to close; it stays reachable until the client does. */
  private end(error: unknown): void {
    if (this.over) return;
    if (error instanceof ConnectionCut) {
      this.back?.response.destroy();
      this.close();
      return;
    }
    if (error) this.send([errorAnswer(error).body]);
    this.send(["close"]);
    this.over = true;
  }

  private flush(): void {
    const { back } = this;
    const text = back && this.outbox.chunkAfter(back.sentId);
    if (!back || !text) return;
    back.sentId = this.outbox.lastId;
    back.written += text.length;
    back.response.write(text);
    if (back.buffered || back.written > LONGEST_RESPONSE) {
      this.back = undefined;
      back.response.end();
    }
    this.watch();
  }

  /** Sends a sign of life when nothing else was sent for a while, or gives up a client that does not come back. */
  private watch(): void {
    if (this.timer) clearTimeout(this.timer);
    const action = this.back ? () => this.keepAlive() : () => this.close();
    this.timer = setTimeout(action, this.back ? KEEP_ALIVE_MS : ABANDONED_MS).unref();
  }

  private keepAlive(): void {
    this.outbox.add(["noop"]);
    this.flush();
  }
}

import type { ServerResponse } from "node:http";
import type { BidiMethod, BidiSession, CallContext, Caller, Message } from "../service.js";
import { ConnectionCut } from "../connectionCut.js";
import { errorAnswer } from "../rest/errors.js";
import { fromJson } from "../rest/fromJson.js";
import { toJson } from "../rest/toJson.js";
import { Outbox } from "./outbox.js";

/**
 * The longest time without sending anything on an open response, in milliseconds. The client considers the connection
 * dead after one and a half times this time.
 */
export const KEEP_ALIVE_MS = 30_000;
// How long a client without a back channel is kept. It is longer than the client waits before it tries again.
const ABANDONED_MS = 60_000;
// A browser keeps a whole response in memory. So a response ends after this size, and the client asks for a new one.
const LONGEST_RESPONSE = 1024 * 1024;

/** The response on which the server sends its messages. A `buffered` response ends after its first messages. */
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

/** One client's stream over WebChannel. The client sends by POSTs, and receives by a GET whose response stays open. */
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

  /** Passes new messages on. Known ones are skipped, because the client repeats a request that got no answer. */
  receive(first: number, messages: readonly unknown[]): void {
    for (const [index, json] of messages.entries()) {
      if (first + index < this.nextMessage || this.over) continue;
      this.nextMessage = first + index + 1;
      this.pass(json);
    }
  }

  /** Sends the unacknowledged messages on this response, and then later messages until it ends or is replaced. */
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
    // Send something at once. Otherwise the client assumes that a proxy buffers the response, and switches to polling.
    if (!buffered && this.outbox.lastId <= acknowledged) this.outbox.add(["noop"]);
    this.flush();
    this.watch();
  }

  /** Ends the stream at once: the client has ended it or is gone, or an injected fault cuts it. */
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
    // Messages that are sent in the same turn of the event loop go into one chunk.
    setImmediate(() => {
      this.flushing = false;
      this.flush();
    });
  }

  /** Sends the client the error, if any, and asks it to close the channel. For an injected cut, closes it at once. */
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

  /** Sets the timer that sends a keep-alive message, or that closes the channel if the client does not come back. */
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

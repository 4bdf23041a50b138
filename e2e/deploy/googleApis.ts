import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { answerTo } from "./routes.js";

/** A request that the fake received. */
export interface Sent {
  method: string;
  /** Host and path, such as `firestore.googleapis.com/v1/projects/fresh-project/databases`. */
  path: string;
  query: URLSearchParams;
  /** The parsed body if it is JSON, otherwise a Buffer. */
  body: unknown;
}

/** firebase-tools always calls this host over TLS, and continues if it is unreachable. So the fake may refuse it. */
const DISPENSABLE = "iam.googleapis.com:443";

/**
 * A fake of Google's APIs. It answers by the table in `routes.ts` and records the requests. The deployment uses it as
 * its proxy, so that no request reaches Google.
 */
export class GoogleApis {
  readonly sent: Sent[] = [];
  /** Requests without a route, and refused tunnels except to `DISPENSABLE`. A test must find this list empty. */
  readonly unknown: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.on("connection", (socket) => this.#keep(socket));
    this.#server.on("connect", (request, socket: Socket) => this.#tunnel(request.url!, socket));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The requests with this method and a matching path, in the order of arrival. */
  requests(method: string, path: RegExp): Sent[] {
    return this.sent.filter((sent) => sent.method === method && path.test(sent.path));
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket)).on("error", () => socket.destroy());
  }

  /**
   * Connects a tunnel to this server, whatever host it is for. Refuses a tunnel to another port than 80,
   * because it would use TLS.
   */
  #tunnel(host: string, socket: Socket): void {
    if (!host.endsWith(":80")) {
      if (host !== DISPENSABLE) this.unknown.push(`CONNECT ${host}`);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const back = connect(this.#port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(back).pipe(socket);
    });
    this.#keep(back);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host, pathname, searchParams } = new URL(request.url!, `http://${request.headers.host}`);
    const body = parsed(request.headers["content-type"], await buffer(request));
    const sent = { method: request.method!, path: host + pathname, query: searchParams, body };
    const answer = answerTo(sent, this.sent);
    this.sent.push(sent);
    if (answer === undefined) this.unknown.push(`${sent.method} ${sent.path}`);
    response.writeHead(answer?.status ?? 404, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answer?.body ?? {}));
  }
}

function parsed(contentType: string | undefined, body: Buffer): unknown {
  return body.length > 0 && contentType?.includes("json") ? JSON.parse(body.toString()) : body;
}

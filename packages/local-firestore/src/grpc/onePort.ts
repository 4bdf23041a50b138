import type { Server as HttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";

/** How every HTTP/2 connection without TLS begins (RFC 9113, section 3.4); no HTTP/1.1 request does. */
const HTTP2_PREFACE = "PRI";

/** Serves HTTP/2 and HTTP/1.1 on one port, by the first bytes of each connection. */
export function onePort(http: HttpServer, http2: (socket: Socket) => void): Server {
  return createServer((socket) => {
    // A client that vanishes concerns its own connection alone.
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const head = socket.read() as Buffer | null;
      if (!head) {
        socket.destroy();
        return;
      }
      socket.unshift(head);
      if (head.toString("latin1", 0, HTTP2_PREFACE.length) === HTTP2_PREFACE) http2(socket);
      else http.emit("connection", socket);
    });
  });
}

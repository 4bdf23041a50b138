import type { Server as HttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";

/** The first bytes of every HTTP/2 connection without TLS (RFC 9113, section 3.4). No HTTP/1.1 request starts so. */
const HTTP2_PREFACE = "PRI";

/** Serves HTTP/2 and HTTP/1.1 on one port, by the first bytes of each connection. */
export function onePort(http: HttpServer, http2: (socket: Socket) => void): Server {
  return createServer((socket) => {
    // If a client disappears, only its own connection is closed.
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

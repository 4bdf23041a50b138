import type { Server as HttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";

/** The first bytes of an HTTP/2 connection without TLS (RFC 9113, section 3.4). */
const HTTP2_PREFACE = "PRI";

/** Serves HTTP/2 and HTTP/1.1 on one port. The first bytes of a connection tell which of the two it is. */
export function onePort(http: HttpServer, http2: (socket: Socket) => void): Server {
  return createServer((socket) => {
    // If a connection fails, close only this connection. Without a handler the error would end the server.
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

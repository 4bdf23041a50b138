import type { Http2Server } from "node:http2";
import type { Socket } from "node:net";
import type { Server } from "@grpc/grpc-js";
import type { FirestoreService } from "../service.js";

/**
 * How many bytes a client may send on a connection before the server has read them. The protocol's default is 64 KiB
 * for all calls of a connection together (RFC 9113, section 6.9.2). That is too little: of 300 commits sent at once,
 * every 25th had to wait for most of the others.
 */
const WINDOW_BYTES = 16 * 1024 * 1024;

/** A gRPC server that is loaded when it is first needed, because loading it is the slowest part of the start. */
export interface LazyServer {
  /** Serves a connection as soon as the server is loaded. */
  serve(socket: Socket): void;
  /** Loads the server now, before the first connection. */
  load(): Promise<void>;
  close(): void;
}

export function lazyGrpcServer(service: FirestoreService): LazyServer {
  const sockets = new Map<string, Socket>();
  let loading: ReturnType<typeof open> | undefined;
  let closed = false;
  const opened = () => (loading ??= open(service, (peer) => sockets.get(peer)?.destroy()));
  return {
    serve(socket) {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`;
      sockets.set(peer, socket);
      socket.once("close", () => sockets.delete(peer));
      opened().then(
        ({ injector }) => (closed ? socket.destroy() : injector.injectConnection(socket)),
        (error: unknown) => socket.destroy(error as Error),
      );
    },
    async load() {
      await opened();
    },
    close() {
      closed = true;
      void loading?.then(({ server }) => server.forceShutdown());
    },
  };
}

async function open(service: FirestoreService, cut: (peer: string) => void) {
  const [{ grpcServer }, { ServerCredentials }] = await Promise.all([
    import("./server.js"),
    import("@grpc/grpc-js"),
  ]);
  const server = grpcServer(service, cut);
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  widenWindows(server);
  return { server, injector };
}

/** Widens the window of each new session. grpc-js has an option for this, but its server does not read it (1.14.7). */
function widenWindows(server: Server): void {
  const { http2Servers } = server as unknown as { http2Servers: Map<Http2Server, unknown> };
  for (const http2 of http2Servers.keys())
    http2.on("session", (session) => session.setLocalWindowSize(WINDOW_BYTES));
}

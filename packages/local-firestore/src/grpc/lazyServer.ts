import type { Socket } from "node:net";
import type { FirestoreService } from "../service.js";

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
  return { server, injector: server.createConnectionInjector(ServerCredentials.createInsecure()) };
}

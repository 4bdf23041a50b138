import { createServer as createHttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { grpcDoor, ServerCredentials } from "./grpc/door.js";
import { onePort } from "./grpc/onePort.js";
import type { FirestoreService } from "./service.js";
import { Databases, DEFAULT_LIMITS, type Limits } from "./service/database.js";
import { createEngine } from "./service/engine.js";

export interface FirestoreOptions {
  /** Only this machine may call. */
  host?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** Times other than the cloud's, for tests. */
  limits?: Partial<Limits>;
}

export interface FirestoreServer {
  host: string;
  port: number;
  databases: Databases;
  /** What the doors call: the engine and all that wraps it. */
  service: FirestoreService;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
}

/** Starts a local Firestore that answers gRPC and HTTP on one port. */
export async function startFirestore(options: FirestoreOptions = {}): Promise<FirestoreServer> {
  const host = options.host ?? "127.0.0.1";
  const databases = new Databases({ ...DEFAULT_LIMITS, ...options.limits });
  const service = createEngine(databases);
  const http = createHttpServer((_request, response) => response.end("Ok\n"));
  const grpc = grpcDoor(service);
  const server = onePort(http, grpc.createConnectionInjector(ServerCredentials.createInsecure()));
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  return {
    host,
    port: (server.address() as AddressInfo).port,
    databases,
    service,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      grpc.forceShutdown();
      for (const socket of sockets) socket.destroy();
      databases.close();
      await closed;
    },
  };
}

import { createServer as createHttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { httpHandler } from "./http.js";
import { Counts } from "./counts/counts.js";
import { Events } from "./events/events.js";
import { sendTo } from "./events/send.js";
import { Faults } from "./faults/faults.js";
import { lazyGrpcServer } from "./grpc/lazyServer.js";
import { onePort } from "./grpc/onePort.js";
import { readIndexes } from "./queries/declaredIndexes.js";
import { RulesSyntaxError } from "./rules/index.js";
import type { FirestoreService } from "./service.js";
import { Databases, DEFAULT_LIMITS, type Limits } from "./service/database.js";
import { createEngine } from "./service/engine.js";
import { followFile } from "./service/followFile.js";
import { RulesGuard } from "./service/rulesGuard.js";

export interface FirestoreOptions {
  /** The address to listen on. By default, only this machine can connect. */
  host?: string;
  /** The port to listen on. 0, the default, takes a free port. */
  port?: number;
  /** A firestore.rules file, read again when it changes. Without one, all is allowed until rules are set over HTTP. */
  rules?: string;
  /** A firestore.indexes.json file. Without one, no query needs a declared index. */
  indexes?: string;
  /** The `host:port` of the Functions emulator, which gets the events. Without it no events are sent. */
  functionsEmulator?: string;
  /** Time limits, for tests. Those that are left out have their defaults. */
  limits?: Partial<Limits>;
}

export interface FirestoreServer {
  host: string;
  port: number;
  databases: Databases;
  counts: Counts;
  faults: Faults;
  events: Events;
  /** The service that gRPC and HTTP call: the engine with its wrappers. */
  service: FirestoreService;
  /** Stops the server: cuts all connections, drops all events, and frees the port. */
  close(): Promise<void>;
}

/** Starts a Firestore that answers gRPC and HTTP on one port. @throws if a file is wrong or the port is in use. */
export async function startFirestore(options: FirestoreOptions = {}): Promise<FirestoreServer> {
  const host = options.host ?? "127.0.0.1";
  const databases = new Databases({ ...DEFAULT_LIMITS, ...options.limits });
  const guard = new RulesGuard();
  const unfollow = options.rules ? followFile(options.rules, (source) => guard.setRules(source)) : undefined;
  const counts = new Counts();
  const faults = new Faults();
  const events = new Events(
    options.functionsEmulator ? sendTo(options.functionsEmulator) : async () => {},
    faults.schedule,
  );
  databases.onDatabase((database) => database.onCommit(events.onCommit));
  const engine = createEngine(databases, guard, options.indexes ? readIndexes(options.indexes) : undefined);
  const service = counts.wrap(faults.wrap(engine));
  const http = createHttpServer(
    httpHandler(service, {
      events,
      counts,
      faults,
      clearDatabase: (name, path) => databases.get(name).store.clear(path),
      setRules: (project, source) => issuesOf(() => guard.setRules(source, project)),
    }),
  );
  const grpc = lazyGrpcServer(service);
  const server = onePort(http, (socket) => grpc.serve(socket));
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  // Load gRPC after `startFirestore` has returned, because loading would delay the caller.
  setImmediate(() => void grpc.load());
  return {
    host,
    port: (server.address() as AddressInfo).port,
    databases,
    counts,
    faults,
    events,
    service,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      unfollow?.();
      events.clear();
      grpc.close();
      for (const socket of sockets) socket.destroy();
      databases.close();
      await closed;
    },
  };
}

function issuesOf(parse: () => void): { line: number; column: number; message: string }[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof RulesSyntaxError)) throw error;
    return [{ line: error.line, column: error.column, message: error.message }];
  }
}

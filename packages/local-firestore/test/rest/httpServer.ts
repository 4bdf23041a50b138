import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Controls, RulesIssue } from "../../src/control/endpoints.js";
import { httpHandler } from "../../src/http.js";
import { Counts } from "../../src/counts/counts.js";
import { Events } from "../../src/events/events.js";
import { sendTo } from "../../src/events/send.js";
import { Faults } from "../../src/faults/faults.js";
import { StatusError, type FirestoreService } from "../../src/service.js";

type Methods = { [kind in keyof FirestoreService]?: Partial<FirestoreService[kind]> };

const absent = () => {
  throw new StatusError(12, "Not part of this test.");
};

const everything: FirestoreService = {
  unary: {
    getDocument: absent,
    listDocuments: absent,
    createDocument: absent,
    updateDocument: absent,
    deleteDocument: absent,
    beginTransaction: absent,
    commit: absent,
    rollback: absent,
    batchWrite: absent,
    listCollectionIds: absent,
    partitionQuery: absent,
  },
  serverStream: { batchGetDocuments: absent, runQuery: absent, runAggregationQuery: absent },
  bidi: { listen: absent, write: absent },
};

/** A service with these methods. All other methods fail with UNIMPLEMENTED. */
export function serviceOf(methods: Methods): FirestoreService {
  const { unary, serverStream, bidi } = methods;
  return {
    unary: { ...everything.unary, ...unary },
    serverStream: { ...everything.serverStream, ...serverStream },
    bidi: { ...everything.bidi, ...bidi },
  };
}

export interface HttpServer {
  url: string;
  host: string;
  port: number;
  controls: Controls;
  rules: { project: string; source: string }[];
  close: () => void;
}

/** The HTTP server over a service, counted and with faults as in `server.ts`, on a free port. */
export async function openServer(
  service: FirestoreService,
  options: { functionsEmulator?: string; issues?: RulesIssue[] } = {},
): Promise<HttpServer> {
  const counts = new Counts();
  const faults = new Faults();
  const events = new Events(sendTo(options.functionsEmulator ?? "127.0.0.1:1"), faults.schedule);
  const rules: { project: string; source: string }[] = [];
  const controls: Controls = {
    events,
    counts,
    faults,
    clearDatabase: () => undefined,
    setRules: (project, source) => {
      rules.push({ project, source });
      return options.issues ?? [];
    },
  };
  const server = createServer(httpHandler(counts.wrap(faults.wrap(service)), controls));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    events.clear();
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, host: "127.0.0.1", port, controls, rules, close };
}

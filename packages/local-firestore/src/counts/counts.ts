import type {
  BidiMethod,
  CallContext,
  Charge,
  FirestoreService,
  Message,
  ServerStreamMethod,
  UnaryMethod,
} from "../service.js";
import { intercept, projectOf } from "./intercept.js";

/** Counted requests and billed operations. `bytes` is the stored size of all documents returned and written. */
export interface Tally {
  requests: number;
  reads: number;
  writes: number;
  deletes: number;
  bytes: number;
}

/**
 * Tallies in total, by method (`Commit`) and by collection id (`bookings`). A request counts once under each
 * collection that it was charged for.
 */
export interface CountsReport {
  total: Tally;
  methods: Record<string, Tally>;
  collections: Record<string, Tally>;
}

const zero = (): Tally => ({ requests: 0, reads: 0, writes: 0, deletes: 0, bytes: 0 });
const billed = { read: "reads", write: "writes", delete: "deletes" } as const;

class ProjectCounts {
  readonly methods = new Map<string, Tally>();
  readonly collections = new Map<string, Tally>();

  request(rpc: string): (charge: Charge) => void {
    tally(this.methods, rpc).requests++;
    const touched = new Set<string>();
    return ({ operation, units, collection, bytes }) => {
      const of = tally(this.collections, collection);
      if (!touched.has(collection)) of.requests++;
      touched.add(collection);
      for (const each of [of, tally(this.methods, rpc)]) {
        each[billed[operation]] += units;
        each.bytes += bytes;
      }
    };
  }
}

function tally(tallies: Map<string, Tally>, key: string): Tally {
  const found = tallies.get(key) ?? zero();
  tallies.set(key, found);
  return found;
}

function sum(tallies: Iterable<Tally>): Tally {
  const total = zero();
  for (const each of tallies) {
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += each[key];
  }
  return total;
}

/**
 * Counts the requests that reach the service, also those that fail, and what they cost by the cloud's billing rules.
 * Each project has its own counts. On a stream each message of the client is a request.
 */
export class Counts {
  private readonly projects = new Map<string, ProjectCounts>();

  /** The counts of a project since the start or the last reset. */
  read(project: string): CountsReport {
    const { methods, collections } = this.of(project);
    const copies = (tallies: Map<string, Tally>) =>
      Object.fromEntries(
        [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, { ...each }]),
      );
    return { total: sum(methods.values()), methods: copies(methods), collections: copies(collections) };
  }

  reset(project: string): void {
    this.projects.delete(project);
  }

  /** Returns a service that does the same as `service` and counts its calls. */
  wrap(service: FirestoreService): FirestoreService {
    return intercept(service, {
      unary: (rpc, method) => this.unary(rpc, method),
      serverStream: (rpc, method) => this.serverStream(rpc, method),
      bidi: (rpc, method) => this.bidi(rpc, method),
    });
  }

  private of(project: string): ProjectCounts {
    const found = this.projects.get(project) ?? new ProjectCounts();
    this.projects.set(project, found);
    return found;
  }

  private counted(rpc: string, request: Message, context: CallContext): CallContext {
    return { ...context, charge: this.of(projectOf(request) ?? "").request(rpc) };
  }

  private unary(rpc: string, method: UnaryMethod): UnaryMethod {
    return (request, context) => method(request, this.counted(rpc, request, context));
  }

  private serverStream(rpc: string, method: ServerStreamMethod): ServerStreamMethod {
    return (request, context, send) => method(request, this.counted(rpc, request, context), send);
  }

  private bidi(rpc: string, method: BidiMethod): BidiMethod {
    return (context, send, end) => {
      let project = "";
      // A listener is charged when the server sends. These charges count under the client's latest message.
      let charge: ((charge: Charge) => void) | undefined;
      const session = method({ ...context, charge: (each) => charge?.(each) }, send, end);
      return {
        receive: (request) => {
          project = projectOf(request) ?? project;
          charge = this.of(project).request(rpc);
          session.receive(request);
        },
        close: () => session.close(),
      };
    };
  }
}

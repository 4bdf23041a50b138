import type { Event } from "../events/event.js";
import { collectionsOf, intercept, projectOf } from "../counts/intercept.js";
import type { FirestoreService, Message } from "../service.js";
import { collectionIdOf, databaseOf } from "../values/names.js";
import { faultyBidi, faultyServerStream, faultyUnary } from "./apply.js";
import { parsePlan } from "./parsePlan.js";
import { type EventFault, type Fault, type FaultPlan, type Schedule } from "./plan.js";
import { randomFrom } from "./random.js";

/** A schedule in use. A call or event that matches the next step of the script uses up this step. */
class Decider<F> {
  private readonly random: () => number;

  constructor(
    readonly schedule: Schedule<F>,
    seed: number,
    name: string,
  ) {
    this.random = randomFrom(seed, name);
  }

  /** Removes and returns the next step of the script, if it fits the call or event. */
  scripted(concerns: (collection: string) => boolean): F | undefined {
    const [next] = this.schedule.script;
    if (!next || (next.collection !== undefined && !concerns(next.collection))) return undefined;
    return this.schedule.script.shift();
  }

  /** The random faults for one call or event. Each possible fault is drawn independently. */
  byChance(concerns: (collection: string) => boolean): F[] {
    return this.schedule.random.filter(
      ({ collection, probability = 1 }) =>
        (collection === undefined || concerns(collection)) && this.random() < probability,
    );
  }

  number(): number {
    return this.random();
  }
}

interface Running {
  plan: FaultPlan;
  methods: Map<string, Decider<Fault>>;
  events: Decider<EventFault>;
}

function run(plan: FaultPlan): Running {
  const methods = Object.entries(plan.methods).map(
    ([name, schedule]) => [name, new Decider(schedule, plan.seed, name)] as const,
  );
  return { plan, methods: new Map(methods), events: new Decider(plan.events, plan.seed, "events") };
}

/** Injected faults for tests, by project. There are none unless a plan is set. */
export class Faults {
  private readonly projects = new Map<string, Running>();

  /** Replaces the current plan. @throws StatusError INVALID_ARGUMENT if the plan is not valid. */
  set(project: string, plan: unknown): void {
    this.projects.set(project, run(parsePlan(plan)));
  }

  clear(project: string): void {
    this.projects.delete(project);
  }

  /** The current plan, or `{}` without one. Its scripts contain only the remaining steps. */
  read(project: string): FaultPlan | Record<string, never> {
    return this.projects.get(project)?.plan ?? {};
  }

  /** Returns the service with the plan's faults injected. */
  wrap(service: FirestoreService): FirestoreService {
    return intercept(service, {
      unary: (rpc, method) => faultyUnary(method, (request) => this.faultsOf(rpc, request)),
      serverStream: (rpc, method) => faultyServerStream(method, (request) => this.faultsOf(rpc, request)),
      bidi: (rpc, method) =>
        faultyBidi(method, () => {
          let project: string | undefined;
          return (request) => {
            project = projectOf(request) ?? project;
            return this.faultsOf(rpc, request, project);
          };
        }),
    });
  }

  /** When an event's copies are due, in milliseconds from now. */
  readonly schedule = (event: Event): number[] => {
    const [, project = ""] = databaseOf(event.document).split("/");
    const decider = this.projects.get(project)?.events;
    if (!decider) return [0];
    const concerns = (collection: string) => collectionIdOf(event.document) === collection;
    const step = decider.scripted(concerns);
    const {
      copies = 1,
      delayMs = 0,
      shuffleMs = 0,
    }: EventFault = step ?? Object.assign({}, ...decider.byChance(concerns));
    return Array.from({ length: copies }, () => delayMs + Math.floor(decider.number() * shuffleMs));
  };

  private faultsOf(rpc: string, request: Message, project = projectOf(request)): Fault[] {
    const running = this.projects.get(project ?? "");
    if (!running) return [];
    const collections = collectionsOf(request);
    const concerns = (collection: string) => collections.has(collection);
    const deciders = [rpc, "*"].flatMap((name) => running.methods.get(name) ?? []);
    for (const decider of deciders) {
      const step = decider.scripted(concerns);
      if (step) return [step];
    }
    return deciders.flatMap((decider) => decider.byChance(concerns));
  }
}

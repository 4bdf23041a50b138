import { replaceGlobals } from "./globals.js";
import { requireFromFunctions, startInstance, type Instance } from "./instance.js";
import { Random } from "./random.js";
import { VirtualTime, type Timer } from "./time.js";
import { replaceTransport, type Exchange } from "./transport.js";

/** The callbacks with which the machine reports to the world that runs on it. */
export interface Meeting {
  request: (exchange: Exchange) => void;
  timer: (timer: Timer) => void;
  cleared: (timer: Timer) => void;
  logged: (line: string) => void;
  /** Called for a rejected promise that nobody handles. */
  unheard: (reason: unknown) => void;
}

/** This process with its time, randomness and transport replaced. It runs one world after another. */
export class Machine {
  readonly time = new VirtualTime();
  private random = new Random(0);
  private started: Instance[] = [];
  private code = "";
  private met: Meeting | null = null;

  constructor() {
    // Injected faults create thousands of errors. Collecting their stack traces would take half of the time.
    Error.stackTraceLimit = 0;
    process.env["GCLOUD_PROJECT"] = "demo-simulation";
    process.env["FIRESTORE_EMULATOR_HOST"] = "127.0.0.1:1";
    const random = () => this.random;
    replaceGlobals(this.time, random, (line) => this.met?.logged(line));
    const { initializeApp } = requireFromFunctions("firebase-admin/app") as { initializeApp: () => void };
    const { getFirestore } = requireFromFunctions("firebase-admin/firestore") as {
      getFirestore: () => object;
    };
    initializeApp();
    replaceTransport(getFirestore(), (exchange) => this.met?.request(exchange));
    process.on("unhandledRejection", (reason) => this.met?.unheard(reason));
    this.time.onTimer = (timer) => this.met?.timer(timer);
    this.time.onCleared = (timer) => this.met?.cleared(timer);
  }

  /** Sets the bundled functions that later worlds run. */
  load(code: string): void {
    this.code = code;
    this.started = [];
  }

  /** Begins a new world: resets the time, and starts the randomness from a seed. */
  restart(seed: number): void {
    this.random = new Random(seed);
    this.time.restart();
  }

  meet(meeting: Meeting): void {
    this.met = meeting;
  }

  /** Returns instances for a world. A cold one has just started; a warm one has already read the database's time. */
  async instances(wanted: readonly { skewMs: number; cold: boolean }[]): Promise<Instance[]> {
    while (this.started.length < wanted.length)
      this.started.push(startInstance(this.code, this.time, () => this.random));
    const instances = this.started.slice(0, wanted.length);
    for (const [index, { skewMs, cold }] of wanted.entries()) {
      const instance = instances[index]!;
      instance.skewMs = skewMs;
      instance.lostMs = 0;
      instance.forget();
      if (!cold) await this.tellTheTime(instance);
    }
    return instances;
  }

  /**
   * Tells an instance the database's time. The instance reads a performance that does not exist, and the
   * answer carries the time. This replaces the callbacks that `meet` has set, so call `meet` after it.
   */
  private async tellTheTime({ functions: { getOccupiedSeats } }: Instance): Promise<void> {
    const readTime = { seconds: String(this.time.now / 1000), nanos: 0 };
    this.met = {
      request: ({ request, answer }) =>
        answer((request["documents"] as string[]).map((missing) => ({ missing, readTime }))),
      timer: () => undefined,
      cleared: () => undefined,
      logged: () => undefined,
      unheard: () => undefined,
    };
    const request = { data: { performanceId: "perf_0" } } as Parameters<typeof getOccupiedSeats.run>[0];
    await Promise.resolve(getOccupiedSeats.run(request)).catch(() => undefined);
  }
}

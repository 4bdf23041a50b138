import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Broken, Lived, Reply, Task, Told } from "./messages.js";

/**
 * A process that runs worlds, one task at a time. It keeps its parent alive only while it has a task. So a parent that
 * fails without closing its worker can still exit, and then the worker exits too.
 */
export class Worker {
  private readonly process: ChildProcess;

  constructor(code: string) {
    this.process = fork(fileURLToPath(new URL("worker.ts", import.meta.url)), {
      execArgv: ["--import", "tsx"],
      serialization: "advanced",
    });
    this.process.unref();
    this.process.channel?.unref();
    this.load(code);
  }

  load(code: string): void {
    this.process.send({ kind: "load", code } satisfies Task);
  }

  live(task: Omit<Extract<Task, { kind: "live" }>, "kind">): Promise<Lived> {
    return this.ask({ kind: "live", ...task }) as Promise<Lived>;
  }

  break(task: Omit<Extract<Task, { kind: "break" }>, "kind">): Promise<Broken> {
    return this.ask({ kind: "break", ...task }) as Promise<Broken>;
  }

  shrink(task: Omit<Extract<Task, { kind: "shrink" }>, "kind">): Promise<Told> {
    return this.ask({ kind: "shrink", ...task }) as Promise<Told>;
  }

  tell(task: Omit<Extract<Task, { kind: "tell" }>, "kind">): Promise<Told> {
    return this.ask({ kind: "tell", ...task }) as Promise<Told>;
  }

  close(): void {
    this.process.disconnect();
  }

  private ask(task: Task): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const exited = (code: number | null) => reject(new Error(`a worker ended with ${code}`));
      this.process.channel?.ref();
      this.process.once("exit", exited);
      this.process.once("message", (reply: Reply) => {
        this.process.channel?.unref();
        this.process.off("exit", exited);
        if (reply.kind === "failed") reject(new Error(reply.reason));
        else resolve(reply);
      });
      this.process.send(task);
    });
  }
}

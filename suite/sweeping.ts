import { addresses, hostPort, projectId, region } from "./settings.js";

/** The scheduled functions. The second pays the refunds that the first may promise. */
const SWEEPS = ["sweepExpiredLocks", "sweepRefunds"] as const;
const EVERY_MS = 60_000;

/**
 * Runs both sweeps once, one after the other. In the cloud, Cloud Scheduler calls them. The functions emulator does not
 * call scheduled functions by itself.
 * @throws Error if a function failed. If the first failed, the second does not run.
 */
export async function runSweeps(): Promise<void> {
  for (const name of SWEEPS) await runSweep(name);
}

/** Runs one sweep once, by default that of expired locks. @throws Error if the function failed. */
export async function runSweep(name: (typeof SWEEPS)[number] = "sweepExpiredLocks"): Promise<void> {
  const trigger = `${region}-${name}-0`;
  const answer = await fetch(
    `http://${hostPort(addresses.functions)}/functions/projects/${projectId}/triggers/${trigger}`,
    {
      method: "POST",
      headers: {
        "X-CloudScheduler-JobName": `firebase-schedule-${name}-${region}`,
        "X-CloudScheduler-ScheduleTime": new Date().toISOString(),
      },
    },
  );
  if (!answer.ok) throw new Error(`${name} failed: ${answer.status} ${await answer.text()}`);
}

/**
 * Runs both sweeps every minute until `stop` aborts, for the first time after a minute. If the first fails, the second
 * is left out. A failure is reported, and both run again in the next minute.
 */
export function sweepEveryMinute(stop: AbortSignal, tell: (problem: string) => void): void {
  const timer = setInterval(() => void runSweeps().catch((error: Error) => tell(error.message)), EVERY_MS);
  stop.addEventListener("abort", () => clearInterval(timer), { once: true });
}

import { addresses, hostPort, projectId, region } from "./settings.js";

const SWEEP = "sweepExpiredLocks";
const EVERY_MS = 60_000;

/**
 * Runs the sweep once, as Cloud Scheduler does. The functions emulator does not run scheduled functions by itself.
 * @throws Error if the function failed.
 */
export async function runSweep(): Promise<void> {
  const trigger = `${region}-${SWEEP}-0`;
  const answer = await fetch(
    `http://${hostPort(addresses.functions)}/functions/projects/${projectId}/triggers/${trigger}`,
    {
      method: "POST",
      headers: {
        "X-CloudScheduler-JobName": `firebase-schedule-${SWEEP}-${region}`,
        "X-CloudScheduler-ScheduleTime": new Date().toISOString(),
      },
    },
  );
  if (!answer.ok) throw new Error(`the sweep failed: ${answer.status} ${await answer.text()}`);
}

/** Runs the sweep every minute until `stop` aborts. If a sweep fails, it is reported, and the next one still runs. */
export function sweepEveryMinute(stop: AbortSignal, tell: (problem: string) => void): void {
  const timer = setInterval(() => void runSweep().catch((error: Error) => tell(error.message)), EVERY_MS);
  stop.addEventListener("abort", () => clearInterval(timer), { once: true });
}

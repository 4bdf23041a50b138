import { Agent, request } from "node:http";
import type { Event } from "./event.js";
import { NoSuchFunction, type Send } from "./delivery.js";

// The time limit of an event-driven function (https://firebase.google.com/docs/functions/quotas) and one minute more.
const TIMEOUT_MS = 10 * 60 * 1000;

/** Sends events to the Functions emulator at `host:port`. Any answer but success is a failure, 404 a NoSuchFunction. */
export function sendTo(functionsEmulator: string): Send {
  const agent = new Agent({ keepAlive: true });
  return ({ trigger, contentType, body }: Event, signal) =>
    new Promise((resolve, reject) => {
      const url = `http://${functionsEmulator}/functions/projects/${trigger.project}/triggers/${trigger.key}`;
      const headers = { "content-type": contentType, "content-length": Buffer.byteLength(body) };
      const call = request(url, { method: "POST", agent, headers, signal, timeout: TIMEOUT_MS }, (answer) => {
        const status = answer.statusCode ?? 0;
        answer.resume();
        answer.on("error", reject);
        answer.on("end", () => {
          if (status >= 200 && status < 300) resolve();
          else if (status === 404) reject(new NoSuchFunction(trigger.key));
          else reject(new Error(`${trigger.key} answered ${status}.`));
        });
      });
      call.on("timeout", () => call.destroy(new Error(`${trigger.key} did not answer.`)));
      call.on("error", reject);
      call.end(body);
    });
}

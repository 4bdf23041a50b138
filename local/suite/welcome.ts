import { addresses, functionUrl, hostPort, projectId } from "./settings.js";

/** What `npm start` shows when the suite is up: where everything is, what to try, how to stop. */
export function welcome(bootedInMs: number): string {
  return `
Payments Service is up, after ${(bootedInMs / 1000).toFixed(1)} s.

  callables    ${functionUrl("NAME")}
  HTTP routes  ${functionUrl("api")}
  auth         http://${hostPort(addresses.auth)}
  Firestore    http://${hostPort(addresses.firestore)}
  project      ${projectId}

  perf_001     on sale: rows A to E VIP ₩150,000, F to M R ₩100,000, N to T S ₩70,000, seats 1 to 20 each
  perf_soon    not on sale yet
  perf_over    no longer on sale

Try, in another terminal:

  curl ${functionUrl("api")}/occupiedSeats/perf_001
  curl -H 'Content-Type: application/json' -d '{"data":{"performanceId":"perf_001"}}' ${functionUrl("getOccupiedSeats")}

Expired locks are swept every minute. Below is what the functions log. Ctrl-C stops everything.
`;
}

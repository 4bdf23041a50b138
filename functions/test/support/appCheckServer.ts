/**
 * Sends requests without a valid App Check token and tells the test the statuses of the answers. Runs in a separate
 * process, because ENFORCE_APP_CHECK is read when the functions are loaded.
 */
import "./firestore.js";
import { tellTest } from "./otherProcess.js";

const { serve } = await import("./http.js");
const { idToken, startAuth } = await import("./auth.js");
const { functions } = await import("./world.js");

await startAuth();
const callables = [
  "createBooking",
  "executePayment",
  "cancelBooking",
  "getMyBookings",
  "getOccupiedSeats",
] as const;
const { send } = await serve({
  ...Object.fromEntries(callables.map((name) => [`/${name}`, functions[name]])),
  "/api": functions.api,
  "/publicApi": functions.publicApi,
});
const answers: Record<string, unknown> = {};
for (const name of callables) {
  const { status, body } = await send(`/${name}`, {
    method: "POST",
    token: idToken("ann"),
    body: { data: { x: 1 } },
  });
  answers[name] = [status, body.error?.status];
}
const routes = {
  "POST /api/bookings": { method: "POST", body: { x: 1 } },
  "GET /api/bookings/user/ann": {},
  "GET /publicApi/occupiedSeats/perf_nowhere": {},
  "GET /publicApi/seatMaps/perf_nowhere": {},
};
for (const [route, request] of Object.entries(routes)) {
  for (const headers of [undefined, { "X-Firebase-AppCheck": "no.good.token" }]) {
    const path = `${route.split(" ")[1]!}${route.startsWith("GET") ? "?x=1" : ""}`;
    const { status, body } = await send(path, {
      token: idToken("ann"),
      ...request,
      ...(headers && { headers }),
    });
    answers[headers ? `${route}, a bad token` : route] = [status, body.error?.status];
  }
}
tellTest(answers);
process.exit();

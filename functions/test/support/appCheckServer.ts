/** A process of its own: whether App Check is enforced is read once, when the functions are loaded. */
import "./firestore.js";

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
const { send } = await serve(Object.fromEntries(callables.map((name) => [`/${name}`, functions[name]])));
const answers: Record<string, unknown> = {};
for (const name of callables) {
  const { status, body } = await send(`/${name}`, {
    method: "POST",
    token: idToken("ann"),
    body: { data: { x: 1 } },
  });
  answers[name] = [status, body.error?.status];
}
process.stdout.write(`\nANSWERS ${JSON.stringify(answers)}\n`);
process.exit();

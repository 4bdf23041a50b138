import { addresses, functionUrl, hostPort, projectId } from "./settings.js";

/**
 * The text that `npm start` and `npm run emulators` show after the boot: addresses, sample performances, how to stop,
 * and commands to try.
 */
export function welcome(bootedInMs: number): string {
  return `
Payments Service is up, after ${(bootedInMs / 1000).toFixed(1)} s.

  shop         http://${hostPort(addresses.hosting)}

  callables    ${functionUrl("NAME")}
  HTTP routes  ${functionUrl("api")}
  auth         http://${hostPort(addresses.auth)}
  Firestore    http://${hostPort(addresses.firestore)}
  project      ${projectId}

  perf_001     on sale: rows A to E VIP ₩150,000, F to M R ₩100,000, N to T S ₩70,000, seats 1 to 20 each
  perf_hall    on sale, in a hall with curved rows, stalls and a balcony
  perf_soon    not on sale yet
  perf_over    was two days ago, so the shop does not list it

Expired locks are swept every minute. What the functions log comes below. Ctrl-C stops everything.
Try, in another terminal, one line after the other: sign up, book, pay, list.

${purchase().join("\n")}
`;
}

/** A purchase in four shell lines that need curl and node. The later lines use variables of earlier ones. */
function purchase(): string[] {
  const api = functionUrl("api");
  const json = "-H 'Content-Type: application/json'";
  const token = '-H "Authorization: Bearer $(node -p "($user).idToken")"';
  const signUp = `http://${hostPort(addresses.auth)}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=any`;
  const seats = '{"performanceId":"perf_001","seatIds":["A1","A2"],"paymentMethod":"CREDIT_CARD"}';
  const intent = `'$(node -p "($booking).paymentIntentId")'`;
  const card = `{"paymentIntentId":"${intent}","paymentMethodToken":"tok_visa","cvv":"121"}`;
  return [
    `user=$(curl -sS ${json} -d '{"returnSecureToken":true}' '${signUp}'); node -p "($user).localId"`,
    `booking=$(curl -sS ${token} ${json} -d '${seats}' ${api}/bookings); echo "$booking"`,
    `payment=$(curl -sS ${token} ${json} -d '${card}' ${api}/payments/execute); echo "$payment"`,
    `curl -sS ${token} "${api}/bookings/user/$(node -p "($user).localId")"; echo`,
  ];
}

import { createServer } from "node:net";
import { UserError } from "./userError.js";
import { listenersOn } from "./listeners.js";
import { addresses, parts, type Address, type Part } from "./settings.js";

/**
 * Checks that this process can listen on every port that firebase.json gives to an emulator of the suite.
 * @throws UserError that names each port on which it cannot.
 */
export async function assertPortsFree(): Promise<void> {
  const free = await Promise.all(parts.map((part) => canListen(addresses[part])));
  const taken = parts.filter((_, index) => !free[index]);
  if (taken.length > 0) throw portsTaken(taken);
}

/** Returns the user error for ports that are in use. It names the processes that listen on them. */
export function portsTaken(taken: readonly Part[]): UserError {
  const named = taken.map((part) => `${addresses[part].port} (${part})`).join(", ");
  const [ports, are, them] = taken.length === 1 ? ["Port", "is", "it"] : ["Ports", "are", "them"];
  const listeners = listenersOn(taken.map((part) => addresses[part].port));
  const listener = listeners.length === 0 ? "what listens there (another suite?)" : listeners.join(" and ");
  return new UserError(
    `${ports} ${named} ${are} in use: stop ${listener}, or change ${them} in firebase.json.`,
  );
}

function canListen({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

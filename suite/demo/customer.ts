import { setLogLevel } from "firebase/app";
import { signIn, type Client } from "../client.js";

// When the suite stops, the customers still have open listeners, and their SDK would log connection errors.
setLogLevel("silent");

/** A user with a name, for the telling. */
export type Customer = Client & { name: string };

/** Signs in a new customer. */
export async function arrive(name: string): Promise<Customer> {
  return { ...(await signIn()), name };
}

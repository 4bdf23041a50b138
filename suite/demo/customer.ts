import { setLogLevel } from "firebase/app";
import { signIn, type Client } from "../client.js";

// The SDK logs nothing, because the customers still listen when the suite stops, and it would log connection errors.
setLogLevel("silent");

/** A user with a name, which the demo prints. */
export type Customer = Client & { name: string };

export async function arrive(name: string): Promise<Customer> {
  return { ...(await signIn()), name };
}

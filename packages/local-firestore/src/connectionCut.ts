import { StatusError } from "./service.js";

/** The fault of a broken connection. The server closes the connection if it can. Clients see it as UNAVAILABLE. */
export class ConnectionCut extends StatusError {
  constructor() {
    super(14, "The connection was cut.");
  }
}

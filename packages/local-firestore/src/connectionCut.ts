import { StatusError } from "./service.js";

/** The injected fault of a broken connection. The server closes the connection if it can. */
export class ConnectionCut extends StatusError {
  constructor() {
    super(14, "The connection was cut.");
  }
}

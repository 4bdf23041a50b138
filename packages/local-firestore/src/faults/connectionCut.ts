import { StatusError } from "../service.js";

/** The fault of a connection that breaks. A door that can, closes it; to any client it looks as UNAVAILABLE does. */
export class ConnectionCut extends StatusError {
  constructor() {
    super(14, "The connection was cut.");
  }
}

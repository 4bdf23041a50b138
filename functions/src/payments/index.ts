import type { PaymentGateway } from "./gateway.js";
import { simulatedGateway } from "./simulated.js";

/** The gateway in use. Another company is another file beside `simulated.ts`, and its name here. */
export const gateway: PaymentGateway = simulatedGateway;

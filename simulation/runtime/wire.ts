import { firestoreProtocol } from "../../local/firestore/grpc/protocol.js";
import type { Message } from "../../local/firestore/service.js";
import type { Codec } from "./codec.js";

/** Sends every message through its bytes, as gRPC does. Slower than `direct`, and the measure for it. */
export function wire(): Codec {
  const protocol = firestoreProtocol();
  return {
    request(method, message) {
      const { requestSerialize, requestDeserialize } = protocol[method]!;
      return requestDeserialize(requestSerialize(message)) as Message;
    },
    response(method, message) {
      const { responseSerialize, responseDeserialize } = protocol[method]!;
      return responseDeserialize(responseSerialize(message)) as Message;
    },
  };
}

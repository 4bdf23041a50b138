import type { RequestListener } from "node:http";
import { rest } from "./rest/rest.js";
import type { FirestoreService } from "./service.js";
import { WebChannelTransport } from "./webchannel/webchannel.js";
import { control, type Controls } from "./control/endpoints.js";
import {
  allowOrigin,
  answerError,
  answerJson,
  answerPreflight,
  exchange as exchangeOf,
  type Exchange,
} from "./rest/exchange.js";

/** Answers HTTP/1.1 requests: REST, WebChannel and the emulator's own endpoints. */
export function httpHandler(service: FirestoreService, controls: Controls): RequestListener {
  const webChannel = new WebChannelTransport(service);
  const answer = async (exchange: Exchange): Promise<void> => {
    const { pathname } = exchange.url;
    if (exchange.req.method === "OPTIONS") return answerPreflight(exchange);
    allowOrigin(exchange);
    if (pathname === "/") return void exchange.res.end("Ok\n");
    if (pathname.startsWith("/emulator/")) return answerJson(exchange, await control(controls, exchange));
    if (WebChannelTransport.serves(pathname)) return webChannel.answer(exchange);
    await rest(service, exchange);
  };
  return (req, res) => {
    const exchange = exchangeOf(req, res);
    answer(exchange).catch((error: unknown) => answerError(exchange, error));
  };
}

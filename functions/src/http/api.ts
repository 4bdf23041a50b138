import { onRequest } from "firebase-functions/https";

/** The callables over plain HTTP. The routes are loaded by their first request: no other function waits for Express. */
export const api = onRequest(async (request, response) => {
  const { routes } = await import("./routes.js");
  routes(request, response);
});

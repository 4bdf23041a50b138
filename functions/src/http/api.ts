import { onRequest } from "firebase-functions/https";

// The routes answer browsers themselves (`answering.ts`), hence `cors: false`. They are loaded by their first request: no
// other function waits for Express.

/** The callables over plain HTTP. */
export const api = onRequest({ cors: false }, async (request, response) => {
  const { routes } = await import("./routes.js");
  routes(request, response);
});

/** What anyone may read, in instances of its own: a crowd that looks must not be in the way of those who pay. */
export const publicApi = onRequest({ cors: false }, async (request, response) => {
  const { publicOnly } = await import("./routes.js");
  publicOnly(request, response);
});

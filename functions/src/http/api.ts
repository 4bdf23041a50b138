import { onRequest } from "firebase-functions/https";

// `cors` is false because the routes set the CORS headers themselves (`answering.ts`). The routes are imported at the
// first request, so that the other functions, which load this file too, start faster.

/** Serves all routes. */
export const api = onRequest({ cors: false }, async (request, response) => {
  const { routes } = await import("./routes.js");
  routes(request, response);
});

/** Serves the public routes in instances of their own, so that many readers do not slow down users who pay. */
export const publicApi = onRequest({ cors: false }, async (request, response) => {
  const { publicOnly } = await import("./routes.js");
  publicOnly(request, response);
});

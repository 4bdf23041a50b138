import { onRequest } from "firebase-functions/https";

// `cors` is false because the routes set the CORS headers themselves (`answering.ts`). Every function loads this file,
// but only `api` and `publicApi` need the routes. So the routes are imported at the first request, and the other
// functions start faster.

/** Serves all routes: the callables over plain HTTP, and the public routes. */
export const api = onRequest({ cors: false }, async (request, response) => {
  const { routes } = await import("./routes.js");
  routes(request, response);
});

/** Serves the public routes in instances of their own, so that many readers do not slow down users who pay. */
export const publicApi = onRequest({ cors: false }, async (request, response) => {
  const { publicOnly } = await import("./routes.js");
  publicOnly(request, response);
});

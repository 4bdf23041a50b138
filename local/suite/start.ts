import { serve } from "./serve.js";

/** `npm start`: the whole suite, with the project's own Firestore. */
export const main = () => serve("local");

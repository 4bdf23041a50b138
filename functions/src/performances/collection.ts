import { collection } from "../firestore/database.js";
import { Performance } from "./performance.js";

export const performances = collection("performances", Performance);

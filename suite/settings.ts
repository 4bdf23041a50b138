import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of the repository's root. It ends with a slash. */
export const root = fileURLToPath(new URL("../", import.meta.url));

export interface Address {
  host: string;
  port: number;
}

/** The parts of the suite, in the order in which messages list them. */
export const parts = ["hosting", "functions", "auth", "firestore"] as const;
export type Part = (typeof parts)[number];

interface FirebaseJson {
  emulators: Record<Part, Address>;
}
interface FirebaseRc {
  projects: { default: string };
}

/** The address of each part, from `firebase.json`, which firebase-tools reads as well. */
export const addresses = readJson<FirebaseJson>("firebase.json").emulators;

/** The suite's project id. It begins with `demo-`, so that the emulators do not call a real project. */
export const projectId = readJson<FirebaseRc>(".firebaserc").projects.default;

/** The region of every function. It is a part of the functions' addresses. */
export const region = "asia-northeast3";

/** Formats an address as `host:port`, which is the format of the emulators' environment variables. */
export function hostPort({ host, port }: Address): string {
  return `${host}:${port}`;
}

/** The URL of a function: a callable, or `api` with its routes. */
export function functionUrl(name: string): string {
  return `http://${hostPort(addresses.functions)}/${projectId}/${region}/${name}`;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(`${root}${path}`, "utf8")) as T;
}

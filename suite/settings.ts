import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = fileURLToPath(new URL("../", import.meta.url));

export interface Address {
  host: string;
  port: number;
}

/** What the suite is made of, in the order in which it is told of. */
export const parts = ["functions", "auth", "firestore"] as const;
export type Part = (typeof parts)[number];

interface FirebaseJson {
  emulators: Record<Part, Address>;
}
interface FirebaseRc {
  projects: { default: string };
}

/** Where each part listens: as `firebase.json` has it, which firebase-tools reads as well. */
export const addresses = readJson<FirebaseJson>("firebase.json").emulators;

/** The project that the suite pretends to be. Its name begins with `demo-`: no real project is ever called. */
export const projectId = readJson<FirebaseRc>(".firebaserc").projects.default;

/** The region of every function, in the addresses at which the functions emulator answers. */
export const region = "asia-northeast3";

/** `host:port`, as the emulators' environment variables want it. */
export function hostPort({ host, port }: Address): string {
  return `${host}:${port}`;
}

/** The address at which a function answers: a callable, or the routes of `api`. */
export function functionUrl(name: string): string {
  return `http://${hostPort(addresses.functions)}/${projectId}/${region}/${name}`;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(`${root}${path}`, "utf8")) as T;
}

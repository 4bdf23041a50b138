import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkOut, deploy, setShopKey, type Deployed } from "./deployment.js";
import { GoogleApis } from "./googleApis.js";

/** Files that a developer may have in the working tree and that must not be uploaded. */
const SECRETS = [
  ".env.local",
  ".secret.local",
  "service-account.json",
  "keys/gateway.pem",
  "firebase-debug.log",
];

/** The deployment to a fresh project: the fake of Google's APIs, the folder, and how `firebase deploy` ended. */
export const google = new GoogleApis();
export let folder: string;
export let deployed: Deployed;

let deploying: Promise<void> | undefined;

async function deployOnce(): Promise<void> {
  await google.listen();
  folder = checkOut();
  for (const secret of SECRETS) {
    mkdirSync(dirname(join(folder, "functions", secret)), { recursive: true });
    writeFileSync(join(folder, "functions", secret), "");
  }
  setShopKey(folder, "key-of-the-web-app");
  deployed = await deploy(folder, google, "--force");
}

/** Deploys before the tests of a `describe`, but only once for all files, because it takes half a minute. */
export function useFreshProject(): void {
  before(() => (deploying ??= deployOnce()));
}

after(() => {
  if (deploying === undefined) return;
  google.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the tests read in the body of a request with which firebase-tools creates a function. */
export interface Creation {
  name: string;
  buildConfig: { runtime: string };
  serviceConfig: {
    environmentVariables: Record<string, string>;
    availableMemory: string;
    availableCpu: string;
    maxInstanceCount: number;
    maxInstanceRequestConcurrency: number;
    timeoutSeconds: number;
  };
  eventTrigger?: {
    eventType: string;
    retryPolicy: string;
    eventFilters: { attribute: string; value: string }[];
  };
}

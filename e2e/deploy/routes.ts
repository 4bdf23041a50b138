import type { Sent } from "./googleApis.js";

export interface Answer {
  status: number;
  body: object;
}

/** A request and its answer. `*` stands for any text without a slash. `earlier` is the list of previous requests. */
type Route = readonly [
  request: string,
  answer: (sent: Sent, earlier: readonly Sent[]) => object | "not found",
];

const echo = ({ body }: Sent) => body as object;
const empty = () => ({});
const notFound = () => "not found" as const;
const nameOf = ({ path }: Sent) => path.slice(path.indexOf("projects/"));
const lastPartOf = ({ path }: Sent) => path.slice(path.lastIndexOf("/") + 1);
const project = (sent: Sent) => ({ projectId: lastPartOf(sent), projectNumber: "123456789012" });

/** The Hosting site that each new project has. */
const SITE = { name: "projects/fresh-project/sites/fresh-project", type: "DEFAULT_SITE" };

/** A long-running operation of Google's APIs that is already finished. */
const done = (response: object = {}) => ({ name: "operations/done", done: true, response });

function database(_: Sent, earlier: readonly Sent[]): object | "not found" {
  const creation = earlier.find(({ method, path }) => method === "POST" && path.endsWith("/databases"));
  return creation === undefined ? "not found" : echo(creation);
}

/** The function that an operation has created. It is made from the earlier request that started the operation. */
function created(operation: Sent, earlier: readonly Sent[]): object {
  const functionId = lastPartOf(operation);
  const creation = earlier.find(({ query }) => query.get("functionId") === functionId)!;
  const { serviceConfig } = creation.body as { serviceConfig: object };
  const service = `${nameOf(creation).replace(/functions$/, "services")}/${functionId.toLowerCase()}`;
  const url = `https://${functionId.toLowerCase()}.a.run.app`;
  return { ...echo(creation), url, state: "ACTIVE", serviceConfig: { ...serviceConfig, service } };
}

/** The answers for a new project that is on the Blaze plan and has the required APIs turned on. */
const routes: readonly Route[] = [
  // firebase-tools checks for messages about itself, and asks npm for a newer firebase-functions.
  ["GET firebase-public.firebaseio.com/cli.json", empty],
  ["GET */firebase-functions", empty],

  ["GET */*/operations/done", () => done()],
  ["GET cloudresourcemanager.googleapis.com/v1/projects/*", project],
  ["POST cloudresourcemanager.googleapis.com/v1/projects/*:testIamPermissions", echo],
  ["POST cloudresourcemanager.googleapis.com/v1/projects/*:getIamPolicy", () => ({ bindings: [] })],
  ["POST cloudresourcemanager.googleapis.com/v1/projects/*:setIamPolicy", echo],
  [
    "GET compute.googleapis.com/compute/v1/projects/*",
    () => ({ defaultServiceAccount: "compute@example.com" }),
  ],
  ["GET cloudbilling.googleapis.com/v1/projects/*/billingInfo", () => ({ billingEnabled: true })],
  ["GET firebaseextensions.googleapis.com/v1beta/projects/*/instances", empty],

  // A new project has Runtime Config turned off. Only older versions of firebase-functions used it.
  [
    "GET serviceusage.googleapis.com/v1/projects/*/services/runtimeconfig.googleapis.com",
    () => ({ state: "DISABLED" }),
  ],
  ["GET serviceusage.googleapis.com/v1/projects/*/services/*", () => ({ state: "ENABLED" })],
  ["POST serviceusage.googleapis.com/v1beta1/projects/*/services/*:generateServiceIdentity", () => done()],

  ["GET firebase.googleapis.com/v1beta1/projects/*", project],
  ["GET firebase.googleapis.com/v1beta1/projects/*/adminSdkConfig", () => ({ projectId: "fresh-project" })],
  ["GET firebase.googleapis.com/v1beta1/projects/*:searchApps", () => ({ apps: [] })],
  ["POST firebase.googleapis.com/v1beta1/projects/*/webApps", () => ({ name: "operations/webApp" })],
  [
    "GET firebase.googleapis.com/v1beta1/operations/webApp",
    () => done({ appId: "1:1:web:1", platform: "WEB" }),
  ],
  ["POST firebase.googleapis.com/v1alpha/firebase:provisionFirebaseApp", () => done()],

  ["GET firestore.googleapis.com/v1/projects/*/databases/(default)", database],
  ["POST firestore.googleapis.com/v1/projects/*/databases", () => done()],
  ["GET firestore.googleapis.com/v1/projects/*/databases/(default)/collectionGroups/-/indexes", empty],
  ["GET firestore.googleapis.com/v1/projects/*/databases/(default)/collectionGroups/-/fields", empty],
  [
    "POST firestore.googleapis.com/v1/projects/*/databases/(default)/collectionGroups/*/indexes",
    () => done(),
  ],
  [
    "PATCH firestore.googleapis.com/v1/projects/*/databases/(default)/collectionGroups/*/fields/*",
    () => done(),
  ],

  ["POST firebaserules.googleapis.com/v1/projects/*:test", empty],
  [
    "POST firebaserules.googleapis.com/v1/projects/*/rulesets",
    () => ({ name: "projects/fresh-project/rulesets/1" }),
  ],
  ["GET firebaserules.googleapis.com/v1/projects/*/releases", empty],
  ["PATCH firebaserules.googleapis.com/v1/projects/*/releases/cloud.firestore", notFound],
  ["POST firebaserules.googleapis.com/v1/projects/*/releases", echo],

  ["GET firebasehosting.googleapis.com/v1beta1/projects/*/sites", () => ({ sites: [SITE] })],
  ["GET firebasehosting.googleapis.com/v1beta1/projects/*/sites/*", () => SITE],
  [
    "POST firebasehosting.googleapis.com/v1beta1/projects/*/sites/*/versions",
    () => ({ name: `${SITE.name}/versions/1` }),
  ],
  [
    "POST firebasehosting.googleapis.com/v1beta1/projects/*/sites/*/versions/1:populateFiles",
    ({ body }) => ({
      uploadUrl: "http://upload-firebasehosting.googleapis.com/upload/1",
      uploadRequiredHashes: Object.values((body as { files: Record<string, string> }).files),
    }),
  ],
  ["POST upload-firebasehosting.googleapis.com/upload/1/*", empty],
  ["PATCH firebasehosting.googleapis.com/v1beta1/projects/*/sites/*/versions/1", echo],
  ["POST firebasehosting.googleapis.com/v1beta1/projects/*/sites/*/channels/live/releases", empty],

  ["GET cloudfunctions.googleapis.com/*/projects/*/locations/-/functions", empty],
  [
    "POST cloudfunctions.googleapis.com/v2/projects/*/locations/*/functions:generateUploadUrl",
    () => ({
      uploadUrl: "http://storage.googleapis.com/functions.zip",
      storageSource: { object: "functions.zip" },
    }),
  ],
  ["PUT storage.googleapis.com/functions.zip", empty],
  [
    "POST cloudfunctions.googleapis.com/v2/projects/*/locations/*/functions",
    ({ query }) => ({ name: `operations/${query.get("functionId")}` }),
  ],
  ["GET cloudfunctions.googleapis.com/v2/operations/*", (sent, earlier) => done(created(sent, earlier))],
  ["POST run.googleapis.com/v1/projects/*/locations/*/services/*:setIamPolicy", echo],
  ["GET cloudscheduler.googleapis.com/v1/projects/*/locations/*/jobs/*", notFound],
  ["POST cloudscheduler.googleapis.com/v1/projects/*/locations/*/jobs", echo],
  [
    "GET artifactregistry.googleapis.com/v1/projects/*/locations/*/repositories/gcf-artifacts",
    (sent) => ({ name: nameOf(sent) }),
  ],
  ["PATCH artifactregistry.googleapis.com/v1/projects/*/locations/*/repositories/gcf-artifacts", echo],
];

/** Returns the answer to a request, or undefined if no route matches. */
export function answerTo(sent: Sent, earlier: readonly Sent[]): Answer | undefined {
  const route = routes.find(([request]) => matches(request, `${sent.method} ${sent.path}`));
  if (route === undefined) return undefined;
  const body = route[1](sent, earlier);
  if (body !== "not found") return { status: 200, body };
  return {
    status: 404,
    body: { error: { code: 404, status: "NOT_FOUND", message: `${nameOf(sent)} is not there` } },
  };
}

function matches(request: string, asked: string): boolean {
  const parts = request.split("*").map((part) => part.replace(/[.()]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+?")}$`).test(asked);
}

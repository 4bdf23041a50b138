import type { Sent } from "./googleApis.js";

export interface Answer {
  status: number;
  body: object;
}

/** What is asked, `*` being any one part of its path, and the answer; `earlier` is all that was sent before. */
type Route = readonly [asked: string, answer: (sent: Sent, earlier: readonly Sent[]) => object | typeof NOT_FOUND];

/** The answer where a fresh project does not have what is asked for. */
const NOT_FOUND = Symbol("not found");

const PROJECT_NUMBER = "123456789012";

/** An operation that takes time at Google, and none here. */
const done = (response: object = {}, name = "operations/done") => ({ name, done: true, response });

const permitted = ({ body }: Sent) => ({ permissions: (body as { permissions: string[] }).permissions });

const lastPart = ({ path }: Sent) => path.slice(path.lastIndexOf("/") + 1);

const project = (sent: Sent) => ({ projectId: lastPart(sent), projectNumber: PROJECT_NUMBER });

/** The database, once it is created. */
function database(earlier: readonly Sent[]): object | undefined {
  const creation = earlier.find(({ method, path }) => method === "POST" && path.endsWith("/databases"));
  return creation?.body as object | undefined;
}

/** A function as Google tells of it once it is created. */
function created(functionId: string, earlier: readonly Sent[]): object {
  const { path, body } = earlier.find(({ query }) => query.get("functionId") === functionId)!;
  const service = `${path.slice(path.indexOf("projects/")).replace(/functions$/, "services")}/${functionId.toLowerCase()}`;
  const { serviceConfig } = body as { serviceConfig: object };
  const url = `https://${functionId.toLowerCase()}.a.run.app`;
  return { ...(body as object), state: "ACTIVE", url, serviceConfig: { ...serviceConfig, service } };
}

/** Google's APIs as they answer whoever deploys to a project that is new, and has the Blaze plan and its APIs turned on. */
const routes: readonly Route[] = [
  // What firebase-tools has to say to everyone.
  ["GET firebase-public.firebaseio.com/cli.json", () => ({})],

  ["GET */*/operations/done", () => done()],
  ["POST cloudresourcemanager.googleapis.com/v1/projects/*:testIamPermissions", permitted],
  ["POST cloudresourcemanager.googleapis.com/v1/projects/*:getIamPolicy", () => ({ bindings: [], etag: "" })],
  ["POST cloudresourcemanager.googleapis.com/v1/projects/*:setIamPolicy", ({ body }) => body as object],
  ["GET cloudresourcemanager.googleapis.com/v1/projects/*", project],
  ["GET firebase.googleapis.com/v1beta1/projects/*", project],
  ["GET firebase.googleapis.com/v1beta1/projects/*/adminSdkConfig", () => ({ projectId: "fresh-project" })],
  ["GET serviceusage.googleapis.com/v1/projects/*/services/runtimeconfig.googleapis.com", () => ({ state: "DISABLED" })],
  ["GET serviceusage.googleapis.com/v1/projects/*/services/*", () => ({ state: "ENABLED" })],
  ["GET cloudbilling.googleapis.com/v1/projects/*/billingInfo", () => ({ billingEnabled: true })],
  ["GET firebaseextensions.googleapis.com/v1beta/projects/*/instances", () => ({})],
  ["POST serviceusage.googleapis.com/v1beta1/projects/*/services/*:generateServiceIdentity", () => done()],

  ["GET firebase.googleapis.com/v1beta1/projects/*:searchApps", () => ({ apps: [] })],
  [
    "POST firebase.googleapis.com/v1beta1/projects/*/webApps",
    ({ body }) => done({}, "operations/createApp"),
  ],
  ["GET firebase.googleapis.com/v1beta1/operations/createApp", () => done({ appId: "1:1:web:1", platform: "WEB" })],
  ["POST firebase.googleapis.com/v1alpha/firebase:provisionFirebaseApp", () => done()],

  ["GET firestore.googleapis.com/v1/projects/*/databases/(default)", (_, earlier) => database(earlier) ?? NOT_FOUND],
  ["POST firestore.googleapis.com/v1/projects/*/databases", ({ body }) => done(body as object)],
  ["GET firestore.googleapis.com/v1/projects/*/databases/(default)/collectionGroups/-/indexes", () => ({})],
  ["GET firestore.googleapis.com/v1/projects/*/databases/(default)/collectionGroups/-/fields", () => ({})],
  ["POST firestore.googleapis.com/v1/projects/*/databases/(default)/collectionGroups/*/indexes", () => done()],
  ["PATCH firestore.googleapis.com/v1/projects/*/databases/(default)/collectionGroups/*/fields/*", () => done()],

  ["POST firebaserules.googleapis.com/v1/projects/*:test", () => ({})],
  ["GET firebaserules.googleapis.com/v1/projects/*/releases", () => ({})],
  ["POST firebaserules.googleapis.com/v1/projects/*/rulesets", () => ({ name: "projects/fresh-project/rulesets/first" })],
  ["POST firebaserules.googleapis.com/v1/projects/*/releases", ({ body }) => body as object],
  ["PATCH firebaserules.googleapis.com/v1/projects/*/releases/*", () => NOT_FOUND],

  ["GET cloudfunctions.googleapis.com/v1/projects/*/locations/-/functions", () => ({})],
  ["GET cloudfunctions.googleapis.com/v2/projects/*/locations/-/functions", () => ({})],
  [
    "POST cloudfunctions.googleapis.com/v2/projects/*/locations/*/functions:generateUploadUrl",
    () => ({
      uploadUrl: "http://storage.googleapis.com/uploads/functions.zip?GoogleAccessId=signed",
      storageSource: { bucket: "uploads", object: "functions.zip" },
    }),
  ],
  ["PUT storage.googleapis.com/uploads/functions.zip", () => ({})],
  [
    "POST cloudfunctions.googleapis.com/v2/projects/*/locations/*/functions",
    ({ query }) => ({ name: `operations/${query.get("functionId")}` }),
  ],
  ["GET cloudfunctions.googleapis.com/v2/operations/*", (sent, earlier) => done(created(lastPart(sent), earlier))],
  ["POST run.googleapis.com/v1/projects/*/locations/*/services/*:setIamPolicy", ({ body }) => body as object],
  ["GET compute.googleapis.com/compute/v1/projects/*", () => ({ defaultServiceAccount: "compute@example.com" })],
  ["GET cloudscheduler.googleapis.com/v1/projects/*/locations/*/jobs/*", () => NOT_FOUND],
  ["POST cloudscheduler.googleapis.com/v1/projects/*/locations/*/jobs", ({ body }) => body as object],
  [
    "GET artifactregistry.googleapis.com/v1/projects/*/locations/*/repositories/gcf-artifacts",
    ({ path }) => ({ name: path.slice(path.indexOf("projects/")) }),
  ],
  ["PATCH artifactregistry.googleapis.com/v1/projects/*/locations/*/repositories/gcf-artifacts", ({ body }) => body as object],
];

/** The answer to what was sent, or undefined where no route is for it. */
export function answerTo(sent: Sent, earlier: readonly Sent[]): Answer | undefined {
  const asked = `${sent.method} ${sent.path}`;
  const route = routes.find(([pattern]) => pattern === asked || matches(pattern, asked));
  if (route === undefined) return undefined;
  const body = route[1](sent, earlier);
  if (body !== NOT_FOUND) return { status: 200, body };
  return { status: 404, body: { error: { code: 404, status: "NOT_FOUND", message: `${sent.path} is not there.` } } };
}

function matches(pattern: string, asked: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.()?+$^|[\]{}\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]+?")}$`).test(asked);
}

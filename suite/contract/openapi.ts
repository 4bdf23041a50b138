import { addresses, hostPort, projectId, region } from "../settings.js";
import type { Described } from "./callables.js";
import { allErrors, errorBody, plainErrors, refusal, type KnownError } from "./errors.js";
import { jsonSchema, withoutNull, type JsonSchema } from "./jsonSchema.js";
import { isRead, operations, type OperationName } from "./reads.js";
import { DESCRIPTION, NOT_STORED, routes, storedFor, type Route } from "./routes.js";

const JSON_TYPE = "application/json";

/** The OpenAPI 3.1 document of the HTTP routes, made from the schemas and the tables beside this file. */
export function openapi(): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Payments Service",
      version: "1.0.0",
      description: [
        "Ticket booking and payment on Firebase. The function `api` serves all routes, `publicApi` those that need no sign-in.",
        "Every call answers within 25 seconds. Pages of any origin may call.",
        "What a program acts on in an error is `details.reason`; the message is for people.",
        "A refused call has changed nothing, unless its reason is OUTCOME_UNKNOWN or PAYMENT_OUTCOME_UNKNOWN, or it ended what had expired.",
        "A body that is not JSON, and a path that cannot be decoded, are refused by the platform with 400 and a body of its own.",
      ].join(" "),
    },
    servers: [
      {
        url: `https://${region}-{project}.cloudfunctions.net/{function}`,
        variables: { project: { default: projectId }, function: FUNCTION },
      },
      {
        url: `http://${hostPort(addresses.functions)}/${projectId}/${region}/{function}`,
        description: "npm start",
        variables: { function: FUNCTION },
      },
    ],
    security: [{ idToken: [] }, { idToken: [], appCheck: [] }],
    paths: paths(),
    components: {
      securitySchemes: {
        idToken: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "The ID token of Firebase Authentication.",
        },
        appCheck: {
          type: "apiKey",
          in: "header",
          name: "X-Firebase-AppCheck",
          description: "The App Check token. It is needed only where the service enforces App Check.",
        },
      },
      schemas: schemas(),
    },
  };
}

const FUNCTION = { default: "api", enum: ["api", "publicApi"] };

function paths(): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  paths[DESCRIPTION.path] = {
    [DESCRIPTION.method]: {
      operationId: DESCRIPTION.operationId,
      summary: DESCRIPTION.does,
      security: [{}],
      responses: {
        200: {
          description: "This document.",
          headers: cachedAs(DESCRIPTION.caching),
          content: { [JSON_TYPE]: { schema: { type: "object" } } },
        },
      },
    },
  };
  return paths;
}

function operation(route: Route): object {
  const { does, isPublic, example }: Described = operations[route.operation];
  const callable = isRead(route.operation) ? [] : [`The callable \`${route.operation}\` over HTTP.`];
  const parameters = parametersOf(route);
  return {
    operationId: route.operationId,
    summary: does,
    description: [...callable, route.remarks].join(" ").trim(),
    ...(isPublic ? { security: [{}, { appCheck: [] }] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.fields === "body" ? { requestBody: bodyOf(route, example.request) } : {}),
    responses: { ...answers(route), ...refusals(route) },
  };
}

/** The body of a route: the fields of the request that are not in its path. */
function bodyOf({ path, operation }: Route, example: object): object {
  const isInPath = (name: string) => path.includes(`{${name}}`);
  const { properties = {}, required = [], ...schema } = jsonSchema(operations[operation].request, "input");
  const inBody = (fields: object) => Object.entries(fields).filter(([name]) => !isInPath(name));
  const needed = required.filter((name) => !isInPath(name));
  const own = {
    ...schema,
    properties: Object.fromEntries(inBody(properties)),
    required: needed,
  } as JsonSchema;
  return {
    required: needed.length > 0,
    content: {
      [JSON_TYPE]: {
        schema: Object.keys(properties).some(isInPath) ? own : ref(requestName(operation)),
        example: Object.fromEntries(inBody(example)),
      },
    },
  };
}

function answers({ statuses, caching, operation }: Route): Record<string, object> {
  const { answer } = (operations[operation] as Described).example;
  const schema = ref(answerName(operation));
  return Object.fromEntries(
    Object.entries(statuses).map(([status, description]) => {
      const content = { [JSON_TYPE]: { schema, ...(status === "200" ? { example: answer } : {}) } };
      return [status, { description, headers: cachedAs(caching), content }];
    }),
  );
}

/** The errors that a route may give, by HTTP status. */
function refusals(route: Route): Record<string, object> {
  const byStatus = new Map<number, KnownError[]>();
  for (const error of errorsOf(route)) {
    byStatus.set(error.http, [...(byStatus.get(error.http) ?? []), error]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, errors]) => [
      status,
      {
        description: errors.map(({ name, advice }) => `\`${name}\`: ${advice}`).join("\n\n"),
        // A cache may keep the 404 of a read for a second, and no other error.
        headers: cachedAs(status === 404 && isRead(route.operation) ? storedFor(1) : NOT_STORED),
        content: { [JSON_TYPE]: { schema: anyOf(errors.map(({ name }) => ref(name))) } },
      },
    ]),
  );
}

function errorsOf(route: Route): KnownError[] {
  const { reasons, isPublic } = operations[route.operation] as Described;
  // A public route takes no user id, so it cannot be asked in the name of another user.
  const possible = isPublic ? reasons.filter((reason) => reason !== "USER_MISMATCH") : reasons;
  return [...plainErrors, ...possible.map(refusal)];
}

function parametersOf(route: Route): object[] {
  const { properties = {} } = jsonSchema(operations[route.operation].request, "input");
  return Object.entries(properties).flatMap(([name, property]) => {
    const inPath = route.path.includes(`{${name}}`);
    if (!inPath && (route.fields !== "query" || name === "userId")) return [];
    const { description, ...schema } = listOf(withoutNull(property as JsonSchema));
    return {
      name,
      in: inPath ? "path" : "query",
      required: inPath,
      ...(description === undefined ? {} : { description }),
      // A list is sent as one text with commas.
      ...(schema.type === "array" ? { style: "form", explode: false } : {}),
      schema,
    };
  });
}

/** The schema of the list, for a field that takes a list or a text. A schema without alternatives stays as it is. */
function listOf({ anyOf, ...rest }: JsonSchema): JsonSchema {
  const list = anyOf?.find((each) => (each as JsonSchema).type === "array");
  return anyOf === undefined ? rest : { ...(list as JsonSchema), ...rest };
}

function schemas(): Record<string, JsonSchema> {
  return Object.fromEntries([
    ...(Object.keys(operations) as OperationName[]).flatMap((name) => [
      [requestName(name), jsonSchema(operations[name].request, "input")],
      [answerName(name), jsonSchema(operations[name].answer, "output")],
    ]),
    ...allErrors.map((error) => [error.name, errorBody(error)]),
  ]);
}

const capitalized = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const requestName = (operation: OperationName) => `${capitalized(operation)}Request`;
const answerName = (operation: OperationName) => `${capitalized(operation)}Answer`;
const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const anyOf = (schemas: JsonSchema[]) => (schemas.length === 1 ? schemas[0] : { anyOf: schemas });
const cachedAs = (values: readonly string[]) => ({
  "Cache-Control": { schema: { type: "string", enum: values } },
});

import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { root } from "../settings.js";

/** An answer over HTTP. */
interface HttpAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

interface Operation {
  operationId: string;
  responses: Record<string, { headers: Record<string, { schema: { enum: string[] } }> }>;
}

const document = JSON.parse(readFileSync(`${root}docs/openapi.json`, "utf8")) as {
  paths: Record<string, Record<string, Operation>>;
};
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
ajv.addVocabulary(Object.keys(document));
ajv.addSchema(document, "openapi.json");

/**
 * Checks an answer of a route against docs/openapi.json: its status, its body and its `Cache-Control`. Two kinds
 * are not checked: a 400 of the platform, which is not JSON, and a 404 for a route that is not in the document.
 * @throws Error if the document does not promise this answer.
 */
export function assertPromised(request: { method: string; path: string }, answer: HttpAnswer): void {
  const { status, headers, body } = answer;
  if (status === 400 && !headers.get("content-type")?.startsWith("application/json")) return;
  const [pathname = ""] = request.path.split("?");
  const path = Object.keys(document.paths).find((template) => matches(template, pathname));
  const method = request.method.toLowerCase();
  const operation = path === undefined ? undefined : document.paths[path]![method];
  const asked = `${request.method} ${request.path}`;
  if (operation === undefined) {
    if (status !== 404) throw new Error(`${asked} answered ${status}, and is not in docs/openapi.json`);
    return;
  }
  const response = operation.responses[status];
  if (response === undefined) throw new Error(`${asked} answered ${status}: ${JSON.stringify(body)}`);
  assertValid(asked, [responseSchema(path!, method, String(status))], body);
  const caching = headers.get("cache-control") ?? "";
  if (!response.headers["Cache-Control"]!.schema.enum.includes(caching)) {
    throw new Error(`${asked} answered with Cache-Control ${JSON.stringify(caching)}`);
  }
}

/**
 * Checks an answer of a callable against the answers of its route.
 * @throws Error if the document does not promise this answer.
 */
export function assertPromisedAnswer(callable: string, answer: unknown): void {
  assertValid(callable, schemasOf(callable, /^2/), answer);
}

/**
 * Checks an error of a callable, as the client SDK throws it, against the errors of its route.
 * @throws Error if the document does not promise this error.
 */
export function assertPromisedError(
  callable: string,
  { code, message, details }: { code: string; message: string; details?: unknown },
): void {
  const status = code.replace("functions/", "").toUpperCase().replaceAll("-", "_");
  const error = { status, message, ...(details === undefined ? {} : { details }) };
  assertValid(callable, schemasOf(callable, /^[45]/), { error });
}

/**
 * Checks the answer of a call with the client SDK, or its error, and passes it on.
 * @throws Error if the document does not promise this answer or error.
 */
export async function promised<A extends { data: unknown }>(callable: string, call: Promise<A>): Promise<A> {
  const answer = await call.catch((error) => {
    if (String(error.code).startsWith("functions/")) assertPromisedError(callable, error);
    throw error;
  });
  assertPromisedAnswer(callable, answer.data);
  return answer;
}

function schemasOf(callable: string, statuses: RegExp): ValidateFunction[] {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, { operationId, responses }] of Object.entries(methods)) {
      if (operationId !== callable) continue;
      const wanted = Object.keys(responses).filter((status) => statuses.test(status));
      return wanted.map((status) => responseSchema(path, method, status));
    }
  }
  throw new Error(`${callable} is not in docs/openapi.json`);
}

function responseSchema(path: string, method: string, status: string): ValidateFunction {
  const parts = ["paths", path, method, "responses", status, "content", "application/json", "schema"];
  const pointer = parts.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
  return ajv.getSchema(`openapi.json#/${encodeURI(pointer)}`)!;
}

function assertValid(asked: string, schemas: ValidateFunction[], body: unknown): void {
  if (schemas.some((validate) => validate(body))) return;
  const problems = schemas.map(({ errors }) => ajv.errorsText(errors));
  throw new Error(`${asked} answered ${JSON.stringify(body)}, not as promised: ${problems.join("; ")}`);
}

function matches(template: string, pathname: string): boolean {
  return new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(pathname);
}

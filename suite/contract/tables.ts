import { callables, type Described } from "./callables.js";
import { collections } from "./collections.js";
import { allErrors, type KnownError } from "./errors.js";
import { fieldsOf, type Field } from "./fields.js";
import { jsonSchema } from "./jsonSchema.js";
import { isRead, operations, type OperationName } from "./reads.js";
import { DESCRIPTION, routes, type Route } from "./routes.js";

const names = Object.keys(operations) as OperationName[];
const described = (name: OperationName): Described => operations[name];

/** The generated parts of docs/api.md, by the names in their markers. */
export function apiParts(): Record<string, string> {
  const summary = (Object.keys(callables) as OperationName[]).map((name) => [
    code(name),
    described(name).does,
    described(name).isPublic ? "anyone" : "a signed-in user",
  ]);
  return {
    callables: table(["callable", "does", "may be called by"], summary),
    ...Object.fromEntries(names.map((name) => [name, operationPart(described(name))])),
    routes: table(["route", "is", "sent", "status"], [...routes.map(routeRow), descriptionRow()]),
    errors: table(["code (HTTP)", "`details.reason`", "beside the reason", "means", "from"], errorRows()),
  };
}

/** The generated parts of docs/data.md: the fields of each collection's documents. */
export function dataParts(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(collections).map(([name, { schema, idField }]) => {
      const stored = fieldsOf(jsonSchema(schema, "output")).filter((field) => field.name !== idField);
      return [name, table(["field", "type", "about"], stored.map(row))];
    }),
  );
}

function operationPart({ request, answer, example, reasons }: Described): string {
  const asked = fieldsOf(jsonSchema(request, "input"));
  const told = fieldsOf(jsonSchema(answer, "output"));
  return [
    table(["request", "type", "about"], asked.map(row)),
    table(["answer", "type", "about"], told.map(row)),
    ["```json", JSON.stringify(example.request), JSON.stringify(example.answer), "```"].join("\n"),
    `Refused with ${reasons.map(code).join(", ")}.`,
  ].join("\n\n");
}

function routeRow({ method, path, operation, fields, statuses, remarks }: Route): string[] {
  const sent = { query: "query", body: "JSON body", none: "" }[fields];
  const only = Object.keys(statuses).length === 1;
  const said = Object.entries(statuses).map(([status, when]) => (only ? status : `${status}: ${when}`));
  const is = [isRead(operation) ? described(operation).does : `${code(operation)}.`, remarks]
    .join(" ")
    .trim();
  return [code(`${method.toUpperCase()} ${path}`), is, sent, said.reverse().join(" ")];
}

function descriptionRow(): string[] {
  const { method, path, does } = DESCRIPTION;
  return [code(`${method.toUpperCase()} ${path}`), does, "", "200"];
}

function errorRows(): string[][] {
  return allErrors.map((error) => [
    `${code(error.code)} (${error.http})`,
    error.reason === null ? "none" : code(error.reason),
    besideReason(error),
    error.advice,
    callersOf(error),
  ]);
}

function besideReason({ details }: KnownError): string {
  const fields = details === null ? [] : fieldsOf(details).filter(({ name }) => name !== "reason");
  return fields.map(({ name, type }) => `${code(name)}: ${type}`).join("; ");
}

function callersOf({ reason }: KnownError): string {
  const able = names.filter((name) => reason === null || described(name).reasons.includes(reason));
  return able.length === names.length ? "all" : able.map(code).join(", ");
}

const code = (text: string) => `\`${text}\``;

function row({ name, type, isNeeded, about }: Field): string[] {
  return [code(name), isNeeded ? type : `${type}, optional`, about];
}

/** A table of Markdown. A vertical line in a cell is escaped. */
function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

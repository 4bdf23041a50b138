import { StatusError } from "../service.js";
import {
  METHODS,
  type Chance,
  type EventFault,
  type Fault,
  type FaultPlan,
  type Schedule,
  type Step,
} from "./plan.js";

type Json = Record<string, unknown>;
type Check = (value: unknown) => string | undefined;

function refuse(path: string, reason: string): never {
  throw new StatusError(3, `Fault plan: ${path} ${reason}.`);
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function object(value: unknown, path: string): Json {
  return isObject(value) ? value : refuse(path, "must be an object");
}

const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`;
const milliseconds = whole(0, 24 * 60 * 60 * 1000);
const probability: Check = (value) =>
  typeof value === "number" && value >= 0 && value <= 1 ? undefined : "must be a number from 0 to 1";
const collectionId: Check = (value) =>
  typeof value === "string" && value !== "" && !value.includes("/") ? undefined : "must be a collection's id";
const oneOf =
  (...allowed: string[]): Check =>
  (value) =>
    allowed.includes(value as string) ? undefined : `must be one of ${allowed.join(", ")}`;

const TIMED = ["delay", "round-trip"];
const UNTIMED = ["none", "aborted", "unavailable", "answer-lost", "cut"];

/** Checks an object: every key is known, no required key is missing, and each value passes its key's check. */
function record<T>(value: unknown, path: string, checks: Record<string, Check>, required: string[] = []): T {
  const given = object(value, path);
  for (const [key, entry] of Object.entries(given)) {
    const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
    if (!check) refuse(`${path}.${key}`, `is unknown; allowed are ${Object.keys(checks).join(", ")}`);
    const reason = check(entry);
    if (reason) refuse(`${path}.${key}`, reason);
  }
  for (const key of required) if (!(key in given)) refuse(`${path}.${key}`, "is missing");
  return { ...given } as T;
}

function fault<T>(extra: Record<string, Check>): (value: unknown, path: string) => T {
  return (value, path) => {
    const kind = oneOf(...TIMED, ...UNTIMED);
    const timed = TIMED.includes(object(value, path)["fault"] as string);
    const checks = { fault: kind, collection: collectionId, ...(timed && { ms: milliseconds }), ...extra };
    return record<T>(value, path, checks, timed ? ["fault", "ms"] : ["fault"]);
  };
}

function eventFault<T>(extra: Record<string, Check>): (value: unknown, path: string) => T {
  const checks = {
    copies: whole(0, 100),
    delayMs: milliseconds,
    shuffleMs: milliseconds,
    collection: collectionId,
  };
  return (value, path) => record<T>(value, path, { ...checks, ...extra });
}

function list<T>(value: unknown, path: string, read: (entry: unknown, path: string) => T): T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) refuse(path, "must be a list");
  return value.map((entry, index) => read(entry, `${path}[${index}]`));
}

function schedule<F>(
  value: unknown,
  path: string,
  read: <T>(extra: Record<string, Check>) => (value: unknown, path: string) => T,
): Schedule<F> {
  const given = record<Json>(value ?? {}, path, { script: () => undefined, random: () => undefined });
  return {
    script: list(given["script"], `${path}.script`, read<Step<F>>({})),
    random: list(given["random"], `${path}.random`, read<Chance<F>>({ probability })),
  };
}

/**
 * Reads a plan from JSON: `{seed?, methods?: {Commit: {script?, random?}}, events?: {script?, random?}}`.
 * @throws StatusError INVALID_ARGUMENT that names the wrong place.
 */
export function parsePlan(json: unknown): FaultPlan {
  const any: Check = () => undefined;
  const given = record<Json>(json, "plan", { seed: whole(0, 2 ** 32 - 1), methods: any, events: any });
  const methods = object(given["methods"] ?? {}, "methods");
  const unknown = Object.keys(methods).find((name) => !METHODS.includes(name));
  if (unknown !== undefined) refuse(`methods.${unknown}`, `is unknown; allowed are ${METHODS.join(", ")}`);
  return {
    seed: (given["seed"] as number | undefined) ?? 1,
    methods: Object.fromEntries(
      Object.entries(methods).map(([name, value]) => [
        name,
        schedule<Fault>(value, `methods.${name}`, fault),
      ]),
    ),
    events: schedule<EventFault>(given["events"], "events", eventFault),
  };
}

/** Calls a callable as a signed-in user. */
export function call<A>(callable: { run: (request: never) => A }, userId: string, data: unknown): A {
  const request = { data, auth: { uid: userId, token: { uid: userId }, rawToken: "" } };
  return callable.run(request as never);
}

/** The status code of a refusal, such as "already-exists". @throws the error itself if it has no code as a text. */
export function refusalCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  throw error;
}

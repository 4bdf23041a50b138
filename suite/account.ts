import type { Credential } from "firebase-admin/app";
import { UserError } from "./userError.js";
import { inOneLine } from "./database.js";

const TOKEN_INFO = "https://oauth2.googleapis.com/tokeninfo";

/**
 * Returns the e-mail address of the account whose credentials are used. The record of an operator's action contains it.
 * @param send sends the request to Google; tests pass their own.
 * @throws UserError if Google does not name the account. Then the command must not change anything.
 */
export async function accountOf(credential: Credential, send: typeof fetch = fetch): Promise<string> {
  const { email } = await tokenInfo(credential, send).catch((error: Error) => {
    throw new UserError(`Whose credentials these are cannot be found out: ${inOneLine(error)}`);
  });
  if (email) return email;
  throw new UserError(
    "These credentials name no account: `gcloud auth application-default login` first, with an e-mail address.",
  );
}

async function tokenInfo(credential: Credential, send: typeof fetch): Promise<{ email?: string }> {
  const { access_token: token } = await credential.getAccessToken();
  const answer = await send(TOKEN_INFO, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`Google answered ${answer.status}`);
  return (await answer.json()) as { email?: string };
}

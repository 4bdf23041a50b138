import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../local/suite/settings.js";
import type { GoogleApis } from "./googleApis.js";

export const PROJECT = "fresh-project";

/** How a deployment ended, and what it printed. */
export interface Deployed {
  code: number;
  output: string;
}

/** A copy of the repository's tracked files, as a clone would have them, in a folder of its own. */
export function checkOut(): string {
  const folder = mkdtempSync(join(tmpdir(), "deploy-"));
  const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0");
  for (const file of tracked.filter((name) => /^(functions\/|fire)/.test(name))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, "functions/node_modules"), join(folder, "functions/node_modules"));
  return folder;
}

/** Runs `firebase deploy` in the folder, signed in, against a fake of Google's APIs. */
export function deploy(folder: string, google: GoogleApis, ...options: string[]): Promise<Deployed> {
  const home = join(folder, "home");
  signIn(home);
  const firebase = join(root, "node_modules/firebase-tools/lib/bin/firebase.js");
  const args = [firebase, "deploy", "--project", PROJECT, "--non-interactive", ...options];
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    XDG_CONFIG_HOME: home,
    NO_UPDATE_NOTIFIER: "1",
    npm_config_fetch_retries: "0",
    HTTPS_PROXY: google.proxyUrl,
    ...unencryptedOrigins(),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}

/** What `firebase login` leaves behind. */
function signIn(home: string): void {
  const tokens = { access_token: "token", refresh_token: "token", expires_at: Date.now() + 3_600_000, scopes: [] };
  mkdirSync(join(home, "configstore"), { recursive: true });
  writeFileSync(
    join(home, "configstore/firebase-tools.json"),
    JSON.stringify({ user: { email: "ann@example.com" }, tokens }),
  );
}

/** Every origin of Google's that firebase-tools takes from the environment, without the encryption that no fake can have. */
function unencryptedOrigins(): Record<string, string> {
  const source = readFileSync(join(root, "node_modules/firebase-tools/lib/api.js"), "utf8");
  const origins = source.matchAll(/envOverride\("(\w+)", "https:\/\/([^"]+)"/g);
  return Object.fromEntries([...origins].map(([, name, host]) => [name!, `http://${host}`]));
}

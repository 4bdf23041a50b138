import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../suite/settings.js";
import type { GoogleApis } from "./googleApis.js";

export const PROJECT = "fresh-project";

const firebaseTools = join(root, "node_modules/firebase-tools/lib");

export interface Deployed {
  code: number;
  output: string;
}

/** Copies the tracked files into a new folder, and links the installed packages. */
export function checkOut(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "deployment-"));
  const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0");
  for (const file of tracked.filter((name) => name !== "")) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  for (const packages of ["node_modules", "functions/node_modules"]) {
    symlinkSync(join(root, packages), join(folder, packages));
  }
  return folder;
}

/** Sets the key of the web app in the folder's `web/.env`, as a developer does before the first deployment. */
export function setShopKey(folder: string, key: string): void {
  const file = join(folder, "web/.env");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^API_KEY=.*$/m, `API_KEY=${key}`));
}

/** Runs `firebase deploy` in the folder as a signed-in user, against a fake of Google's APIs. */
export function deploy(folder: string, google: GoogleApis, ...options: string[]): Promise<Deployed> {
  const home = join(folder, "home");
  signIn(home);
  const args = [join(firebaseTools, "bin/firebase.js"), "deploy", "--project", PROJECT, "--non-interactive"];
  const env = {
    PATH: process.env["PATH"],
    HOME: home,
    XDG_CONFIG_HOME: home,
    TMPDIR: home,
    HTTPS_PROXY: google.url,
    NO_UPDATE_NOTIFIER: "1",
    // firebase-tools asks the npm registry for the newest firebase-functions, so the fake answers that too.
    npm_config_registry: google.url,
    npm_config_update_notifier: "false",
    ...unencryptedOrigins(),
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [...args, ...options], { cwd: folder, env }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });
}

/** Writes the file that `firebase login` creates. */
function signIn(home: string): void {
  const tokens = {
    access_token: "fake",
    refresh_token: "fake",
    expires_at: Date.now() + 86_400_000,
    scopes: [],
  };
  mkdirSync(join(home, "configstore"), { recursive: true });
  writeFileSync(
    join(home, "configstore/firebase-tools.json"),
    JSON.stringify({ user: { email: "ann@example.com" }, tokens }),
  );
}

/**
 * Returns the environment variables that make firebase-tools call Google's hosts without TLS, because the fake has no
 * certificate for these hosts.
 */
function unencryptedOrigins(): Record<string, string> {
  const source = readFileSync(join(firebaseTools, "api.js"), "utf8");
  const origins = source.matchAll(/envOverride\("(\w+)", "https:\/\/([^"]+)"/g);
  return Object.fromEntries([...origins].map(([, variable, host]) => [variable, `http://${host}`]));
}

import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { BuildContext, BuildFailure } from "esbuild";
import { buildShop } from "../web/build.js";
import type { Settings } from "../web/src/settings.js";
import { commandLine } from "./commandLine.js";
import { addresses, hostPort, projectId, region, root } from "./settings.js";
import { UserError } from "./userError.js";

const help = `node suite/run.js shop

Builds the shop into web/dist with the settings of web/.env. \`firebase deploy\` calls it, and sets GCLOUD_PROJECT.`;

/** Builds the shop for a deployment. */
export async function main(args: string[]): Promise<number> {
  commandLine({ help, args }, {});
  const { API_KEY, AUTH_DOMAIN } = parseEnv(readFileSync(`${root}web/.env`, "utf8"));
  const project = process.env.GCLOUD_PROJECT;
  if (!project) throw new UserError("GCLOUD_PROJECT is not set: which project is the shop built for?");
  if (!API_KEY) {
    throw new UserError(
      `API_KEY in web/.env has no value. This shows it, as apiKey: npx firebase apps:sdkconfig WEB --project ${project}`,
    );
  }
  const shop = await built({
    apiKey: API_KEY,
    authDomain: AUTH_DOMAIN || `${project}.firebaseapp.com`,
    projectId: project,
    region,
    emulators: null,
  });
  await shop.dispose();
  return 0;
}

/**
 * Builds the shop for the emulators.
 * @returns esbuild's context. Its `watch` builds the shop again after each change.
 * @throws UserError with esbuild's messages.
 */
export function buildLocalShop(): Promise<BuildContext> {
  return built({
    apiKey: "any",
    authDomain: "",
    projectId,
    region,
    emulators: {
      auth: `http://${hostPort(addresses.auth)}`,
      functions: `http://${hostPort(addresses.functions)}`,
    },
  });
}

function built(settings: Settings): Promise<BuildContext> {
  return buildShop(settings).catch((failure: BuildFailure) => {
    throw new UserError(`${failure.message}\nThe shop cannot be built: put the above right and start again.`);
  });
}

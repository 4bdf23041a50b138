import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as App from "firebase/app";
import type * as Store from "firebase/firestore";

export type Sdk = Omit<typeof App & typeof Store, "default">;

/** The components of apps, by name. A build of the SDK registers itself when it is loaded, unless another build has. */
type Components = Map<string, unknown>;

let component: unknown;

/**
 * Loads the SDK's build for browsers, which Node would not choose. Apps made from now on use it, until `restore`
 * is called.
 */
export async function browserBuild(): Promise<{ sdk: Sdk; restore: () => void }> {
  const require = createRequire(import.meta.url);
  const firestore = createRequire(require.resolve("firebase/package.json")).resolve("@firebase/firestore");
  const build = pathToFileURL(join(dirname(firestore), "index.esm.js")).href;
  const app = await import("firebase/app");
  const { _components: components } = app as unknown as { _components: Components };
  const other = components.get("firestore");
  components.delete("firestore");
  const store = (await import(build)) as typeof Store;
  component ??= components.get("firestore");
  components.set("firestore", component);
  const restore = () => {
    if (other) components.set("firestore", other);
  };
  return { sdk: { ...app, ...store }, restore };
}

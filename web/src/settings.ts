/** The settings of a build. `web/build.ts` puts them, as JSON, in place of `SETTINGS`. */
export interface Settings {
  /** The key of the project's web app, by which Firebase Authentication knows the project. */
  apiKey: string;
  /** The domain of the project for Firebase Authentication. */
  authDomain: string;
  projectId: string;
  /** The region of the callables. */
  region: string;
  /** The origins of the emulators, such as `http://127.0.0.1:9099`. Null in a deployed shop. */
  emulators: { auth: string; functions: string } | null;
}

declare const SETTINGS: string;

export const settings = JSON.parse(SETTINGS) as Settings;

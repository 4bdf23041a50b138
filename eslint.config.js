import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** What a folder of functions/src may not import: arrows run `callables, http, triggers → store, payments → domain, shared`. */
const closed = (folder, forbidden, message) => ({
  files: [`functions/src/${folder}/**/*.ts`],
  rules: { "no-restricted-imports": ["error", { patterns: [{ group: forbidden, message }] }] },
});

const folders = (...names) => names.map((name) => `**/${name}/**`);

export default tseslint.config(
  { ignores: ["**/lib/**", "**/node_modules/**", "**/reports/**", "**/.stryker-tmp/**"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: "./tsconfig.check.json",
        tsconfigRootDir: import.meta.dirname,
      },
    },
    files: ["**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // An index that was just checked, a field that a query guarantees: said with `!`, and caught by the tests.
      "@typescript-eslint/no-non-null-assertion": "off",
      "no-console": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
    },
  },
  closed(
    "domain",
    [
      "firebase-*",
      "firebase-*/**",
      "@google-cloud/**",
      "../*.js",
      ...folders("store", "payments", "callables", "http", "triggers"),
    ],
    "The domain is pure: it imports nothing of Firebase, and nothing above it.",
  ),
  closed(
    "shared",
    folders("domain", "store", "payments", "callables", "http", "triggers"),
    "What is shared knows nobody.",
  ),
  closed("store", folders("payments", "callables", "http", "triggers"), "The store knows the domain only."),
  closed("payments", folders("store", "callables", "http", "triggers"), "Payments know the domain only."),
  closed("callables", folders("http", "triggers"), "A callable knows nothing of routes and triggers."),
  closed("triggers", folders("http", "callables"), "A trigger knows nothing of callables and routes."),
  closed("http", folders("triggers", "store", "payments"), "A route runs a callable, and nothing else."),
  {
    files: ["local/firestore/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["**/functions/**", "**/suite/**"],
              message: "The local Firestore knows nothing of bookings.",
            },
          ],
        },
      ],
    },
  },
  {
    // Whoever runs these commands reads what they print.
    files: ["local/**/*.ts", "bench/**/*.ts", "e2e/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["**/test/**/*.ts", "**/*.test.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off", "max-lines": "off" },
  },
);

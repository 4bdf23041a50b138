import js from "@eslint/js";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** The rooms of functions/src, from top to bottom: each may import those below it, and none above. */
const ROOMS = [
  "http",
  "triggers",
  "seatmap",
  "bookings",
  "payments",
  "performances",
  "request",
  "firestore",
  "shared",
];

const src = "./functions/src";
const room = (name) => `${src}/${name}`;

/** What may not be imported from where, by folder. */
const zones = [
  ...ROOMS.map((name, index) => ({
    target: room(name),
    from: [`${src}/index.ts`, `${src}/contract.ts`, ...ROOMS.slice(0, index).map(room)],
    message:
      "Arrows run down: http, triggers, seatmap, bookings, payments, performances, request, firestore, shared.",
  })),
  ...["bookings", "payments"].map((name) => ({
    target: `${room(name)}/domain`,
    from: ["firestore", "request", "bookings/store", "payments/store", "payments/gateways"].map(room),
    message: "The domain is pure: it decides, and reads and writes nothing.",
  })),
];

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
  {
    files: ["**/*.ts"],
    plugins: { "import-x": importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      "import-x/resolver-next": [createNodeResolver({ extensionAlias: { ".js": [".ts", ".js"] } })],
    },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }],
    },
  },
  {
    files: ["functions/src/*/domain/**/*.ts", "functions/src/shared/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["firebase-*", "firebase-*/**", "@google-cloud/**"], message: "The domain is pure." },
          ],
        },
      ],
    },
  },
  {
    files: ["packages/local-firestore/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["**/functions/**", "**/suite/**", "**/evidence/**"],
              message: "The local Firestore knows nothing of bookings.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["{functions,suite,e2e,evidence}/**/*.ts"],
    ignores: ["functions/src/*/domain/**", "functions/src/shared/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["**/packages/*/src/**"], message: "A package is imported by its exports." }] },
      ],
    },
  },
  {
    files: ["{functions,suite,packages}/**/*.ts"],
    rules: {
      "import-x/no-restricted-paths": [
        "error",
        {
          basePath: import.meta.dirname,
          zones: [
            ...zones,
            {
              target: "./{functions,suite,packages}/**",
              from: "./evidence/**",
              message: "Nothing imports the evidence.",
            },
          ],
        },
      ],
    },
  },
  {
    // Whoever runs these commands reads what they print.
    files: ["suite/**/*.ts", "packages/**/*.ts", "evidence/bench/**/*.ts", "e2e/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["**/test/**/*.ts", "**/*.test.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off", "max-lines": "off" },
  },
);

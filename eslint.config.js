import js from "@eslint/js";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Folders and files from top to bottom: each may import those below it, and none above. */
const LAYERS = {
  "functions/src": [
    "index.ts",
    "contract.ts",
    "http",
    "triggers",
    "seatmap",
    "bookings",
    "payments",
    "layouts",
    "performances",
    "request",
    "firestore",
    "shared",
  ],
  "packages/local-firestore/src": [
    "main.ts",
    "server.ts",
    "engine.ts",
    "http.ts",
    "control",
    "webchannel",
    "grpc",
    "faults",
    "counts",
    "events",
    "rest",
    "service",
    "listeners",
    "transactions",
    "locks",
    "queries",
    "writes",
    "storage",
    "values",
    "rules",
    "caller.ts",
    "connectionCut.ts",
    "status.ts",
    "service.ts",
  ],
  "packages/local-firestore/src/rules": [
    "index.ts",
    "ruleset.ts",
    "query",
    "requestValue.ts",
    "evaluation",
    "methods",
    "language",
    "values",
    "request.ts",
  ],
  "evidence/simulation": [
    "test",
    "main.ts",
    "mutants",
    "report.ts",
    "simulate.ts",
    "workers.ts",
    "worker.ts",
    "shrink.ts",
    "messages.ts",
    "world",
    "invariants",
    "runtime",
  ],
  "evidence/bench": ["main.ts", "scale.ts", "scale", "scenarios", "report", "world.ts", "peers"],
};

/** The parts of the evidence. They share `support`, and know nothing of each other. */
const EVIDENCE = ["simulation", "fuzz", "mutation", "bench"];

/** What may not be imported from where. */
const zones = [
  ...Object.entries(LAYERS).flatMap(([base, layers]) =>
    layers.slice(1).map((name, index) => ({
      target: `./${base}/${name}`,
      from: layers.slice(0, index + 1).map((above) => `./${base}/${above}`),
      message: `Arrows run down in ${base}: ${layers.join(", ")}.`,
    })),
  ),
  ...["bookings", "payments", "seatmap"].map((name) => ({
    target: `./functions/src/${name}/domain`,
    from: [
      "firestore",
      "request",
      "bookings/store",
      "payments/store",
      "payments/gateways",
      "seatmap/store",
    ].map((other) => `./functions/src/${other}`),
    message: "The domain is pure: it decides, and reads and writes nothing.",
  })),
  ...[...EVIDENCE, "support"].map((name) => ({
    target: `./evidence/${name}`,
    from: EVIDENCE.filter((other) => other !== name).map((other) => `./evidence/${other}`),
    message: "The parts of the evidence share only `support`.",
  })),
  {
    target: ["./functions", "./suite", "./packages", "./e2e", "./web"],
    from: "./evidence",
    message: "Nothing imports the evidence.",
  },
  {
    target: "./web",
    from: "./functions",
    // The contract is only types. The codec and the places of seats import nothing, and the shop shares their code.
    except: ["./src/contract.ts", "./src/seatmap/domain/codec.ts", "./src/layouts/places.ts"],
    message:
      "The shop knows the service by its contract, the codec of its seat maps and the places of seats.",
  },
  { target: "./web", from: ["./suite", "./packages", "./e2e"], message: "The shop is bundled for browsers." },
  { target: "./functions", from: "./web", message: "The service knows nothing of the shop." },
];

export default tseslint.config(
  { ignores: ["**/lib/**", "web/dist/**", "**/node_modules/**", "**/reports/**", "**/.stryker-tmp/**"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: {
      parserOptions: {
        projectService: false,
        project: ["./tsconfig.check.json", "./web/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    files: ["**/*.{ts,tsx}"],
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
      // `!` is for a value that cannot be absent, such as an element at a checked index. Tests would show a mistake.
      "@typescript-eslint/no-non-null-assertion": "off",
      "no-console": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "import-x": importX },
    settings: {
      ...importX.flatConfigs.typescript.settings,
      "import-x/resolver-next": [createNodeResolver({ extensionAlias: { ".js": [".ts", ".tsx", ".js"] } })],
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
    files: ["functions/src/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "ImportDeclaration[source.value='zod'] ImportSpecifier",
          message:
            "Write `import * as z`: with `{ z }` the bundle contains all of zod, which makes cold starts longer.",
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
    // These files print for the person who runs them.
    files: ["suite/**/*.ts", "packages/**/*.ts", "evidence/bench/**/*.ts", "e2e/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    files: ["**/test/**/*.ts", "**/*.test.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off", "max-lines": "off" },
  },
);

// As in scripts/program/run.ts: the pinned SDK works with every Node.js that package.json allows.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

/** @type {import("jest").Config} */
module.exports = {
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  transform: {
    "^.+\\.[jt]sx?$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript", tsx: false } } },
    ],
  },
  // Some libraries of the scripts are ES modules only; Jest runs CommonJS, so these are transformed too.
  transformIgnorePatterns: ["/node_modules/(?!(listr2|eventemitter3|@inquirer|fast-check|pure-rand)/)"],
  // zod's error messages in fifty languages, which nothing here asks for: most of what each test file loads of it.
  moduleNameMapper: { "^\\.\\./locales/index\\.cjs$": "<rootDir>/node_modules/zod/v4/locales/en.cjs" },
  modulePathIgnorePatterns: ["<rootDir>/build/", "<rootDir>/cdktf.out/", "<rootDir>/.e2e/"],
  // Every core: the tests wait for processes and servers more than they compute.
  maxWorkers: "100%",
  // Starting a process takes the longer the more memory the worker holds, and so does collecting its garbage.
  workerIdleMemoryLimit: "500MB",
  // Many tests start processes; a busy machine takes its time.
  testTimeout: 30_000,
  collectCoverageFrom: ["handler/**/*.ts", "src/**/*.ts", "scripts/**/*.ts", "local/**/*.ts"],
};

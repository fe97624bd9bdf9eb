/**
 * Mutation testing of what decides whether an event is lost, told twice or misread: the handler's tests must notice
 * every change of these files that matters. What was judged before and has not changed is not judged again.
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  testRunner: "jest",
  jest: { projectType: "custom", configFile: "jest.mutation.config.js", enableFindRelatedTests: true },
  coverageAnalysis: "perTest",
  // A mutant of what is made when a file is loaded needs every test each time: half an hour for a fifth of the mutants.
  // `npm run mutation -- --ignoreStatic false` judges them too.
  ignoreStatic: true,
  mutate: [
    "handler/parse.ts",
    "handler/wire/*.ts",
    "handler/deliver.ts",
    "handler/verdict.ts",
    "handler/backoff.ts",
    "handler/backup-record.ts",
    "handler/bot/bot-channel.ts",
    "handler/bot/bot-verdict.ts",
    "handler/bot/web-api.ts",
    "handler/further-channels.ts",
    "handler/history.ts",
    "handler/identity.ts",
    "handler/ledger.ts",
    "handler/news.ts",
    "handler/patient-channel.ts",
    "handler/put-away.ts",
    "handler/queue.ts",
    "handler/resource-tags.ts",
    "handler/route.ts",
    "handler/routing.ts",
    "handler/select.ts",
    "handler/tell.ts",
  ],
  thresholds: { high: 95, low: 90, break: 85 },
  reporters: ["clear-text", "progress", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, allowEmojis: false },
  jsonReporter: { fileName: "build/mutation/report.json" },
  incremental: true,
  incrementalFile: "build/mutation/incremental.json",
  tempDirName: "build/mutation/sandbox",
  ignorePatterns: ["build", "cdktf.out", ".e2e", "coverage", "e2e", "docs"],
  allowEmpty: false,
  // Compilers of TypeScript 7 have no API for Stryker to read tsconfig.json with; the copy needs no rewriting.
  tsconfigFile: "none",
  checkers: [],
  packageManager: "npm",
};

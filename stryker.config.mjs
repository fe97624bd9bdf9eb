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
    "handler/pipeline.ts",
    "handler/select.ts",
    "handler/aws/{aws-error,path-part,sqs}.ts",
    "handler/deduplicate/*.ts",
    "handler/deliver/*.ts",
    "handler/enrich/{backup-history,describe-job,list-backups}.ts",
    "handler/model/fields.ts",
    "handler/parse/*.ts",
    "handler/route/*.ts",
    "handler/slack/throttled-channel.ts",
    "handler/slack/bot/{bot-channel,response,web-api}.ts",
    "handler/slack/webhook/{channels,deliver,response}.ts",
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

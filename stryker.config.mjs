/**
 * Mutation testing of the code that decides whether an event is lost, posted twice or misread: the handler's tests must
 * fail for every relevant change of these files. Mutants that have not changed since the last run are not tested again.
 * @type {import("@stryker-mutator/api/core").PartialStrykerOptions}
 */
export default {
  testRunner: "jest",
  jest: { projectType: "custom", configFile: "jest.mutation.config.js", enableFindRelatedTests: true },
  coverageAnalysis: "perTest",
  // A mutant of code that runs when a file is loaded needs all tests: half an hour for a fifth of the mutants.
  // `npm run mutation -- --ignoreStatic false` includes them.
  ignoreStatic: true,
  mutate: [
    "handler/pipeline.ts",

    "handler/aws/{backup,sqs}.ts",
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
  // TypeScript 7 has no API with which Stryker could read tsconfig.json; the copy needs no rewriting.
  tsconfigFile: "none",
  checkers: [],
  packageManager: "npm",
};

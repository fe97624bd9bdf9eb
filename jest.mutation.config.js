const base = require("./jest.config.js");

/** The tests of the files that Stryker changes in `npm run mutation`. @type {import("jest").Config} */
module.exports = {
  ...base,
  testMatch: [
    "<rootDir>/__tests__/handler/pipeline.test.ts",
    "<rootDir>/__tests__/handler/{aws,deduplicate,deliver,enrich,model,parse,route,slack}/**/*.test.ts",
  ],
  // The changed copy is in build/, which is otherwise ignored.
  modulePathIgnorePatterns: [],
};

const base = require("./jest.config.js");

/** The tests that answer for the files which `npm run mutation` changes. @type {import("jest").Config} */
module.exports = {
  ...base,
  testMatch: [
    "<rootDir>/__tests__/handler/pipeline.test.ts",
    "<rootDir>/__tests__/handler/{aws,deduplicate,deliver,enrich,model,parse,route,slack}/**/*.test.ts",
  ],
  // The copy that is changed lies in build/, which tests otherwise leave out.
  modulePathIgnorePatterns: [],
};

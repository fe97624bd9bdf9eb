const base = require("./jest.config.js");

const tests = "parse,deliver,verdict,notify,backoff,identity,ledger,queue,enrich,webhook";

/** The tests that answer for the files which `npm run mutation` changes. @type {import("jest").Config} */
module.exports = {
  ...base,
  testMatch: [`<rootDir>/__tests__/handler/{${tests}}.test.ts`, "<rootDir>/__tests__/handler/wire/*.test.ts"],
  // The copy that is changed lies in build/, which tests otherwise leave out.
  modulePathIgnorePatterns: [],
};

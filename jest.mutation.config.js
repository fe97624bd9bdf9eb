const base = require("./jest.config.js");

const tests = [
  ...["parse", "deliver", "verdict", "notify", "backoff", "identity", "ledger", "queue", "enrich", "webhook"],
  ...["backup-record", "further-channels", "patient-channel", "posting", "record", "resource-tags", "route"],
  ...["routing", "tell"],
];

/** The tests that answer for the files which `npm run mutation` changes. @type {import("jest").Config} */
module.exports = {
  ...base,
  testMatch: [
    `<rootDir>/__tests__/handler/{${tests.join()}}.test.ts`,
    "<rootDir>/__tests__/handler/wire/*.test.ts",
    // The bundle's own test starts a process for each case: too slow to ask a thousand times.
    "<rootDir>/__tests__/handler/bot/bot-*.test.ts",
  ],
  // The copy that is changed lies in build/, which tests otherwise leave out.
  modulePathIgnorePatterns: [],
};
